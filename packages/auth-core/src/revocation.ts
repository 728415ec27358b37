import type { AccessToken } from './access-token.ts'
import { Refusal } from './refusal.ts'

export interface Subject {
  readonly tid: string
  readonly oid: string
}

/** Whose tokens are no longer good. One per tier; whoever learns of a revocation (a CAEP event, say) writes it. */
export interface Revocations {
  /** Epoch seconds: this subject's tokens issued before are refused. Asked on every request. */
  revokedBefore(subject: Subject): number | undefined
  /** Calls back in the same step as the revocation, so that caches are flushed before the next request. */
  onRevoked(listener: (subject: Subject) => void): void
}

export interface MemoryRevocations extends Revocations {
  /**
   * Refuses the tokens that `subject` was given before an instant; an earlier instant than the present one
   * changes nothing.
   * @param before epoch seconds; rounded up, because `iat` has whole seconds
   */
  revoke(subject: Subject, before: number): void
}

/**
 * The revocations of one process, bounded. When there are too many, the oldest is forgotten, and with it
 * every token of anybody from before its instant is refused: people get a new token without noticing, but no
 * revoked one comes back to life.
 */
export function memoryRevocations({ max = 100_000 }: { max?: number } = {}): MemoryRevocations {
  const instants = new Map<string, number>()
  const listeners: ((subject: Subject) => void)[] = []
  let everybodyBefore: number | undefined

  return {
    revokedBefore(subject) {
      const own = instants.get(keyOf(subject))
      return own === undefined ? everybodyBefore : Math.max(own, everybodyBefore ?? own)
    },
    revoke(subject, before) {
      const key = keyOf(subject)
      const instant = Math.max(Math.ceil(before), instants.get(key) ?? -Infinity)
      instants.delete(key)
      instants.set(key, instant)
      if (instants.size > max) {
        const [oldest, forgotten] = instants.entries().next().value!
        instants.delete(oldest)
        everybodyBefore = Math.max(forgotten, everybodyBefore ?? forgotten)
      }
      listeners.forEach((listener) => listener(subject))
    },
    onRevoked: (listener) => void listeners.push(listener),
  }
}

function keyOf({ tid, oid }: Subject): string {
  return `${tid} ${oid}`
}

/**
 * @throws Refusal `claims_insufficient` with Entra's `nbf` challenge where the client declared `cp1` (it comes
 *   back with a newer token), else `token_revoked`
 */
export function enforceNotRevoked(token: AccessToken, revocations: Revocations): void {
  const before = revocations.revokedBefore(token)
  if (before === undefined || token.issuedAt >= before) return
  const detail = `issued before ${before}`
  if (token.stepUp !== 'claims') throw new Refusal('token_revoked', { token, detail })
  const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: String(before) } } })
  throw new Refusal('claims_insufficient', { claims, token, detail: `revoked: ${detail}` })
}
