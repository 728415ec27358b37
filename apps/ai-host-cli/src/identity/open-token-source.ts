import { Secret } from '@chain-of-trust/auth-core'
import type { KeyPlaces } from '../cache/cache-key.ts'
import type { Config } from '../config.ts'
import type { Terminal } from '../terminal.ts'
import type { SignInOptions } from './ask-person.ts'
import { loadDpopKey } from './dpop-key.ts'
import { openLocalState, type LocalState } from './local-state.ts'
import type { Fetch } from './public-client.ts'
import { readSession, tokenName, writeSession, type KeptToken } from './session.ts'
import { SignInError } from './sign-in-error.ts'
import type { Account, HeldToken, TokenRequest, TokenSource } from './token-source.ts'

/** Seconds: a token that ends sooner is renewed first. */
const MARGIN = 60

export interface OpenTokenSourceOptions extends SignInOptions {
  fetch?: Fetch
  /** Epoch seconds. */
  now?: () => number
  /** Where the key of the cache is kept. */
  places?: KeyPlaces
}

/** The token source, and what `login` needs beside it. */
export interface Identity extends TokenSource {
  /**
   * Has the person sign in, whoever is signed in now; all tokens of an earlier sign-in go.
   * @param request full names; `scopes` of one resource, `alsoConsentTo` of others
   */
  signIn(request: { scopes: string[]; alsoConsentTo?: string[] }): Promise<Account>
  readonly state: LocalState
  close(): void
}

/**
 * The identity of the person at this machine. msal-node is loaded when something has to be asked of the authorization
 * server; a token from the cache needs none of it.
 * @param io where the person is asked to sign in: on `stderr` only, so that a pipe on stdout stays clean
 * @throws CommandError: 78 for a state folder that is not ours alone, 69 for a keychain that does not answer
 */
export async function openTokenSource(
  config: Config,
  io: Pick<Terminal, 'stderr' | 'signal' | 'env'>,
  { fetch, now = () => Date.now() / 1000, places, ...options }: OpenTokenSourceOptions = {},
): Promise<Identity> {
  const state = openLocalState(config, io, places)
  const { cache } = state
  const key = await state.alone(() => loadDpopKey(cache))

  const cached = async ({
    scopes,
    claims,
    prompt,
    newerThan = 0,
  }: TokenRequest): Promise<HeldToken | undefined> => {
    // What an earlier token proves is not known here: only the authorization server can answer a challenge.
    if (claims !== undefined || prompt !== undefined) return undefined
    const found = (await readSession(cache))?.tokens[tokenName(scopes)]
    const good = found !== undefined && found.issuedAt >= newerThan && found.expiresAt > now() + MARGIN
    return good ? held(found) : undefined
  }

  const renew = async (request: TokenRequest): Promise<HeldToken> => {
    // Another process may just have done it.
    const found = await cached(request)
    if (found !== undefined) return found
    const session = await readSession(cache)
    if (session === undefined) throw new SignInError('not_signed_in')
    const { refreshSession } = await import('./refresh-session.ts')
    const refreshed = await refreshSession(config, key, session, request, { fetch, now })
    await writeSession(cache, refreshed)
    return tokenOf(refreshed, request)
  }

  const ask = async (request: TokenRequest, claims: string | undefined): Promise<HeldToken> => {
    const before = (await readSession(cache))?.account
    const { askPerson } = await import('./ask-person.ts')
    const { scopes, prompt, signal } = request
    const wanted = { scopes: [...scopes], claims, prompt, loginHint: before?.username, signal }
    const session = await askPerson(config, key, io, wanted, { ...options, fetch })
    const { tid, oid } = session.account
    // What runs for one person must not go on for another because of who was at the browser.
    if (before !== undefined && (before.tid !== tid || before.oid !== oid))
      throw new SignInError('other_account')
    await state.alone(() => writeSession(cache, session))
    return tokenOf(session, request)
  }

  return {
    key,
    account: async () => (await readSession(cache))?.account,
    async token(request) {
      const found = await cached(request)
      if (found !== undefined) return found
      const silently = async () =>
        state
          .alone(() => renew(request), request.signal)
          .catch((error: unknown) => {
            if (error instanceof SignInError && error.askable && request.interactive !== false) return error
            throw error
          })
      // What only the person can do, no refresh token can.
      const first = request.prompt === undefined ? await silently() : personNeeded(request)
      if (!(first instanceof SignInError)) return first
      return state.oneSignInAtATime(async (waited) => {
        const second = waited && request.prompt === undefined ? await silently() : first
        return second instanceof SignInError ? ask(request, second.claims ?? request.claims) : second
      }, request.signal)
    },
    signIn: (request) =>
      state.oneSignInAtATime(async () => {
        const { askPerson } = await import('./ask-person.ts')
        const session = await askPerson(config, key, io, request, { ...options, fetch })
        await state.alone(() => writeSession(cache, session))
        return session.account
      }),
    state,
    close: () => state.close(),
  }
}

function tokenOf({ tokens }: { tokens: Record<string, KeptToken> }, { scopes }: TokenRequest): HeldToken {
  const found = tokens[tokenName(scopes)]
  if (found === undefined) throw new Error('a sign-in without the token that was asked for')
  return held(found)
}

function personNeeded({ interactive }: TokenRequest): SignInError {
  const needed = new SignInError('expired_grant')
  if (interactive === false) throw needed
  return needed
}

function held({ token, scopes, issuedAt, expiresAt }: KeptToken): HeldToken {
  return { token: new Secret(token), scopes, issuedAt, expiresAt }
}
