import type { CredentialNeed } from '@chain-of-trust/stdio-handshake/host'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { SignInError } from '../identity/sign-in-error.ts'
import type { HeldToken, TokenSource } from '../identity/token-source.ts'

/** Seconds that an outage of the sign-in service is believed: each message would wait for a time-out otherwise. */
const OUTAGE = 5
const TOO_OLD =
  'The sign-in service gave a token that is older than the last one. The next message tries again.'

interface Options {
  scopes: readonly string[]
  /** What the sign-in gave, for the first frame. */
  first: HeldToken
  /** Told of each token after the first. */
  onRenewed?: () => void
  /** Epoch seconds. */
  now?: () => number
}

export interface Credentials {
  /** The token for the next frame. @throws SignInError */
  readonly next: (need: CredentialNeed) => Promise<HeldToken>
  /** `iat` of the last one, epoch seconds. */
  readonly issuedAt: () => number
}

/**
 * The credentials of one session. Nobody is asked to sign in while messages wait: a session that cannot be renewed
 * goes on, its server refuses the calls and says why, and the next message asks again, so that a sign-in in another
 * window is enough.
 */
export function createCredentials(
  tokens: Pick<TokenSource, 'token'>,
  { scopes, first, onRenewed, now = () => Date.now() / 1000 }: Options,
): Credentials {
  let unused: HeldToken | undefined = first
  let { issuedAt } = first
  let outage: { error: SignInError; until: number } | undefined
  const next = async ({ newerThan }: CredentialNeed): Promise<HeldToken> => {
    const held = unused
    unused = undefined
    if (held !== undefined && held.issuedAt >= (newerThan ?? 0)) return held
    if (outage !== undefined && now() < outage.until) throw outage.error
    try {
      const token = await tokens.token({
        scopes,
        interactive: false,
        ...(newerThan === undefined ? {} : { newerThan }),
      })
      outage = undefined
      // A server ends the session over a token from before a revocation: it would look like a replay.
      if (token.issuedAt < (newerThan ?? 0)) throw new CommandError(EXIT.unavailable, TOO_OLD)
      issuedAt = token.issuedAt
      onRenewed?.()
      return token
    } catch (error) {
      if (error instanceof SignInError && error.remedy === 'retry_later') {
        outage = { error, until: now() + OUTAGE }
      }
      throw error
    }
  }
  return { next, issuedAt: () => issuedAt }
}
