import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { keychainEntry } from './keychain.ts'

const KEY_BYTES = 32

/** Where the key of the token cache is kept. */
export type KeyPlace = 'keychain' | 'file'

export interface CacheKey {
  readonly place: KeyPlace
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** The two places; a test gives a keychain of its own. */
export interface KeyPlaces {
  read(place: KeyPlace): Promise<Uint8Array | undefined>
  /** @throws Error when the place is out of reach */
  write(place: KeyPlace, key: Uint8Array): Promise<void>
  remove(place: KeyPlace): Promise<void>
}

/** The keychain of the system, and a file with mode 0600 beside the cache. @param folder ours alone */
export function keyPlaces(folder: string): KeyPlaces {
  const file = join(folder, 'cache.key')
  // Two clones, two caches, two keys.
  const keychain = keychainEntry(createHash('sha256').update(folder).digest('hex').slice(0, 16))
  return {
    async read(place) {
      if (place === 'keychain') return keychain.read()
      try {
        return readFileSync(file)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(place, key) {
      // `wx`: neither a link nor a file that somebody has put there is written to.
      if (place === 'keychain') await keychain.write(key)
      else writeFileSync(file, key, { mode: 0o600, flag: 'wx' })
    },
    async remove(place) {
      if (place === 'keychain') await keychain.remove()
      else rmSync(file, { force: true })
    },
  }
}

/**
 * The key that the cache was made with.
 * @returns undefined when it is gone: the cache is unreadable then, and a new one begins
 * @throws CommandError 69 for a keychain that does not answer: it may be locked, and what it holds is not lost
 */
export async function readCacheKey(place: KeyPlace, places: KeyPlaces): Promise<CacheKey | undefined> {
  const bytes = await places.read(place).catch((cause: unknown) => {
    throw new CommandError(
      EXIT.unavailable,
      'The keychain of this system, which holds the key of your token cache, does not answer. Unlock it and try ' +
        'again; or begin anew with: ai-host-cli logout --forget',
      { cause },
    )
  })
  return bytes?.length === KEY_BYTES ? { place, bytes } : undefined
}

/**
 * A new key, in the keychain if one takes it and gives it back, else in the file.
 * @param wanted `auto`, or the one place that will do
 * @throws CommandError 78 when only the keychain will do, and there is none
 */
export async function createCacheKey(wanted: 'auto' | KeyPlace, places: KeyPlaces): Promise<CacheKey> {
  const bytes = randomBytes(KEY_BYTES)
  if (wanted !== 'file') {
    if (await keeps(places, bytes)) return { place: 'keychain', bytes }
    if (wanted === 'keychain') {
      throw new CommandError(
        EXIT.configuration,
        'No keychain answers on this system, and CACHE_KEY_STORE allows no other place for the key of the token ' +
          'cache. Start one (a Secret Service such as gnome-keyring, on Linux), or set CACHE_KEY_STORE=auto.',
      )
    }
  }
  await places.remove('file')
  await places.write('file', bytes)
  return { place: 'file', bytes }
}

/** A keychain that takes a key and loses it would lose the sign-in each time. */
async function keeps(places: KeyPlaces, bytes: Uint8Array): Promise<boolean> {
  try {
    await places.write('keychain', bytes)
    const kept = await places.read('keychain')
    return kept !== undefined && Buffer.from(kept).equals(bytes)
  } catch {
    return false
  }
}
