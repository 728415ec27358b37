import type { Secret } from '@chain-of-trust/auth-core'
import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'

/** Who is signed in. `username` and `name` are for the person's eyes: never for a decision, never for a log. */
export interface Account {
  readonly tid: string
  readonly oid: string
  readonly username: string
  readonly name: string
}

export interface TokenRequest {
  /** Full names (`<App ID URI>/<Scope>`), all of one resource. */
  readonly scopes: readonly string[]
  /**
   * Epoch seconds: a token issued before this one will not do, the cache notwithstanding. After a revocation at `t`,
   * `t`; for a renewal, the moment from which on it must be fresh.
   */
  readonly newerThan?: number
  /** A claims challenge, JSON text: what the next sign-in has to prove. Passed on unread. */
  readonly claims?: string
  /**
   * What the person has to do even if their sign-in would do without (OpenID Connect Core §3.1.2.1): the answer to a
   * refusal that brought no claims. It asks the person in any case, `interactive: false` refuses.
   */
  readonly prompt?: 'login' | 'consent'
  /**
   * Default true: when only a person can go on (sign-in, consent, step-up), they are asked, in the browser or by device
   * code; one at a time across processes. False: refused with exit code 77 instead, and `remedy` says why.
   */
  readonly interactive?: boolean
  /** Ends a sign-in that is waiting for the person. */
  readonly signal?: AbortSignal
}

export interface HeldToken {
  readonly token: Secret
  /** Short names, as granted. */
  readonly scopes: readonly string[]
  /** Epoch seconds, of the token's own claims. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/**
 * Access tokens for the person who is signed in on this machine. Tokens of several resources come from one sign-in;
 * another process's sign-in or sign-out is seen at the next call.
 */
export interface TokenSource {
  /** Every token is bound to it (with SENDER_CONSTRAINT=none: none is). It outlives the process. */
  readonly key: DpopKey
  /** @returns undefined when nobody is signed in */
  account(): Promise<Account | undefined>
  /**
   * From the cache while it is valid, silently renewed, or by asking the person.
   * @throws SignInError (a CommandError): 77 when a person or an administrator must act, 69 when the sign-in service is
   *   out of reach, 78 when the registration does not fit
   */
  token(request: TokenRequest): Promise<HeldToken>
}
