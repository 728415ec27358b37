import type { AccessToken } from './access-token.ts'
import { Refusal } from './refusal.ts'

export interface Subject {
  readonly tid: string
  readonly oid: string
}

/** A person, or without `oid` everybody of a tenant. */
export interface Whose {
  readonly tid: string
  readonly oid?: string | undefined
}

/** Whose tokens are no longer good. One per tier; whoever learns of a revocation (a CAEP event, say) writes it. */
export interface Revocations {
  /**
   * Whether the list is complete. Until it is (a service that was down may have missed one), nobody is let in:
   * a revoked person must not find the one tier that has not heard of it.
   */
  known(): boolean
  /** Epoch seconds: this subject's tokens issued before are refused. Asked on every request. */
  revokedBefore(subject: Subject): number | undefined
  /**
   * Calls back in the same step as a revocation or a flush, so that caches are empty of what is stale before
   * the next request. What is still being fetched for these people must not be kept either.
   */
  onFlush(listener: (whose: Whose) => void): void
}

export interface RevocationList extends Revocations {
  /**
   * Refuses the tokens that `subject` was given before an instant; an earlier instant than the present one
   * changes nothing. When it returns, or what it returns is fulfilled, the revocation outlives whatever this list
   * outlives: only then may whoever told us of it be told that it was heard.
   * @param before epoch seconds; rounded up, because `iat` has whole seconds
   */
  revoke(subject: Subject, before: number): void | Promise<void>
  /** Throws away what caches hold, and revokes nothing: a policy was edited, say. */
  flush(whose: Whose): void | Promise<void>
}

/** Of one process: done when it returns. */
export interface MemoryRevocations extends RevocationList {
  revoke(subject: Subject, before: number): void
  /** Refuses the tokens of everybody from before an instant (epoch seconds). Flushes nothing. */
  revokeEverybody(before: number): void
  flush(whose: Whose): void
  /** All of them; `subject` is undefined for that of everybody. */
  entries(): Iterable<{ subject: Subject | undefined; before: number }>
}

/**
 * The revocations of one process, bounded. When there are too many, the oldest is forgotten, and with it
 * every token of anybody from before its instant is refused: people get a new token without noticing, but no
 * revoked one comes back to life.
 */
export function memoryRevocations({
  max = 100_000,
  known = () => true,
}: { max?: number; known?: () => boolean } = {}): MemoryRevocations {
  const instants = new Map<string, number>()
  const listeners: ((whose: Whose) => void)[] = []
  const flush = (whose: Whose) => listeners.forEach((listener) => listener(whose))
  let everybodyBefore: number | undefined
  const revokeEverybody = (before: number) => {
    everybodyBefore = Math.max(Math.ceil(before), everybodyBefore ?? -Infinity)
  }

  return {
    known,
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
        revokeEverybody(forgotten)
      }
      flush(subject)
    },
    revokeEverybody,
    flush,
    *entries() {
      if (everybodyBefore !== undefined) yield { subject: undefined, before: everybodyBefore }
      for (const [key, before] of instants) {
        const [tid, oid] = key.split(' ') as [string, string]
        yield { subject: { tid, oid }, before }
      }
    },
    onFlush: (listener) => void listeners.push(listener),
  }
}

/** Whether something that belongs to `subject` is meant. */
export function concerns(whose: Whose, { tid, oid }: Subject): boolean {
  return whose.tid === tid && (whose.oid === undefined || whose.oid === oid)
}

function keyOf({ tid, oid }: Subject): string {
  return `${tid} ${oid}`
}

/** @throws Refusal `revocations_unknown`: a 503, because it is no fault of the caller's */
export function enforceKnown(revocations: Revocations): void {
  if (!revocations.known()) throw new Refusal('revocations_unknown', { retryAfter: 1 })
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
