import { join } from 'node:path'
import { keyPlaces, type KeyPlaces } from '../cache/cache-key.ts'
import { exclusively } from '../cache/process-mutex.ts'
import { openSealedCache, type SealedCache } from '../cache/sealed-cache.ts'
import { stateFolder, type Config } from '../config.ts'
import { openStateFolder } from '../state-folder.ts'
import { say, type Terminal } from '../terminal.ts'

/** What is kept on this machine, and who may change it when. Every process of this program shares it. */
export interface LocalState {
  readonly folder: string
  readonly cache: SealedCache
  /**
   * Around every change of what is kept, and around a refresh: a refresh token can be used once, and a second use ends the
   * sign-in (RFC 9700 §4.14.2).
   */
  alone<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Around a sign-in. @param work is told whether it had to wait: for another sign-in, most likely of the same person */
  oneSignInAtATime<Result>(work: (waited: boolean) => Promise<Result>, signal?: AbortSignal): Promise<Result>
  close(): void
}

/**
 * @param places where the key of the cache is kept
 * @throws CommandError 78 for a state folder that is not ours alone
 */
export function openLocalState(
  config: Config,
  io: Pick<Terminal, 'stderr' | 'signal'>,
  places?: KeyPlaces,
): LocalState {
  const folder = openStateFolder(stateFolder(config))
  const cache = openSealedCache({
    folder,
    places: places ?? keyPlaces(folder),
    wanted: config.CACHE_KEY_STORE,
    owner: [config.ISSUER, config.CLIENT_ID],
    onUnreadable: () =>
      say(
        io,
        'The token cache could not be read: its key is gone, or its bytes have changed. It begins anew.',
      ),
  })
  return {
    folder,
    cache,
    alone: (work, signal = io.signal) => exclusively(join(folder, 'tokens.lock'), work, { signal }),
    oneSignInAtATime(work, signal = io.signal) {
      let waited = false
      const onWait = () => {
        waited = true
        say(io, 'Another ai-host-cli is signing you in; waiting for it.')
      }
      return exclusively(join(folder, 'sign-in.lock'), () => work(waited), { signal, onWait })
    },
    close: () => cache.close(),
  }
}
