import { Refusal } from '@chain-of-trust/auth-core'
import { decodeClaims } from '@chain-of-trust/auth-core/challenge'
import { describeFailure, type Failure } from '@chain-of-trust/auth-core/failure'
import { createHash } from 'node:crypto'
import type { RefusalOutput } from '../tools/tool-output.ts'
import type { Needs, StoredOperation } from './operation.ts'

/**
 * What the person can give so that the refused call succeeds; undefined where nothing that they do here would
 * help (blocked by policy, no permission, an outage). Decided by the remedy, which was decided by the registered
 * code: a `claims` beside any other remedy, as in Entra's "blocked", is no way out.
 */
export function needsOf(refusal: RefusalOutput): Needs | undefined {
  const { by, reason, remedy, claims, acrValues, maxAge, scopes, link } = refusal
  const asked = { by, reason }
  switch (remedy) {
    case 'step_up':
      if (claims !== undefined) return { kind: 'step_up', ...asked, claims }
      if (acrValues === undefined && maxAge === undefined) return undefined
      return {
        kind: 'step_up',
        ...asked,
        ...(acrValues === undefined ? {} : { acrValues }),
        ...(maxAge === undefined ? {} : { maxAge }),
      }
    case 'ask_consent':
      return { kind: 'consent', ...asked, ...(scopes === undefined ? {} : { scopes }) }
    case 'connect_account':
      return link === undefined ? undefined : { kind: 'link', ...asked, ...link }
    case 'sign_in_again':
      return { kind: 'sign_in', ...asked }
    default:
      return undefined
  }
}

/** The same needs as a refusal of our own, to be answered with its challenge and where the call waits. */
export function waitingRefusal(
  { kind, claims, acrValues, maxAge, scopes }: Needs,
  waiting: StoredOperation,
  refusal: RefusalOutput,
): Refusal {
  const told = { operation: waitingOperation(waiting), ...failureOf(refusal) }
  if (kind === 'consent') return new Refusal('consent_required', { ...told, scopes: scopes ?? [] })
  if (kind === 'sign_in') return new Refusal('sign_in_required', told)
  if (claims !== undefined) {
    return new Refusal('claims_insufficient', { ...told, claims: decodeClaims(claims) })
  }
  return new Refusal('authentication_insufficient', {
    ...told,
    ...(acrValues === undefined ? {} : { acrValues }),
    ...(maxAge === undefined ? {} : { maxAge }),
  })
}

/** What an authorization server has said of it, as it was said to us. */
function failureOf({ by, kind, correlationId }: RefusalOutput): { failure?: Failure } {
  if (by !== 'authorization server' || kind === undefined) return {}
  return { failure: describeFailure(kind, correlationId) }
}

/** What whoever asked is told of a call that waits. */
export function waitingOperation({ id, expiresAt }: StoredOperation): { id: string; expiresAt: string } {
  return { id, expiresAt: new Date(expiresAt).toISOString() }
}

/**
 * Which challenge this is, whoever words it: SHA-256, base64url. A link is the account and what it is for: each request
 * for it has a page of its own.
 */
export function challengeDigest({ kind, claims, acrValues, maxAge, scopes, provider }: Needs): string {
  const account = provider === undefined ? [] : [provider]
  const asked = [kind, claims ?? null, sorted(acrValues), maxAge ?? null, sorted(scopes), ...account]
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url')
}

function sorted(values: readonly string[] | undefined): string[] | null {
  return values === undefined ? null : values.toSorted((a, b) => (a < b ? -1 : 1))
}
