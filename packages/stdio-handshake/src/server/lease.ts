import { enforceNotRevoked, memoryRevocations, Refusal, type AccessToken } from '@chain-of-trust/auth-core'
import type { Held } from './credential-check.ts'

/** The credential of a session, and until when calls may run under it. */
export class Lease {
  readonly #maxAge: number
  readonly #now: () => number
  readonly #revocations = memoryRevocations()
  #held: Held

  /** @param options.maxAge seconds after `iat` */
  constructor(held: Held, { maxAge, now }: { maxAge: number; now: () => number }) {
    this.#held = held
    this.#maxAge = maxAge
    this.#now = now
  }

  get held(): Held {
    return this.#held
  }

  /**
   * Epoch seconds. No events of the sign-in service reach a process on a laptop, so the short lease is what ends a
   * session whose host is silent about a revocation.
   */
  get renewBefore(): number {
    const { issuedAt, expiresAt } = this.#held.token
    return Math.min(expiresAt, issuedAt + this.#maxAge)
  }

  /** @throws Refusal `token_revoked`, `claims_insufficient` for a token from before a notice */
  replace(held: Held): void {
    enforceNotRevoked(held.token, this.#revocations)
    this.#held = held
  }

  /** @param before epoch seconds */
  revoke(before: number): void {
    this.#revocations.revoke(this.#held.token, before)
  }

  /** @throws Refusal, see `HandshakeSession.credential` */
  enforce(): AccessToken {
    const { token } = this.#held
    const now = this.#now()
    if (now >= token.expiresAt) throw new Refusal('token_expired', { token })
    enforceNotRevoked(token, this.#revocations)
    if (now >= this.renewBefore) throw new Refusal('lease_over', { token })
    return token
  }
}
