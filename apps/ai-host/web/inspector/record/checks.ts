import type { AuditRecord } from '../../wire/audit-trail.ts'
import { partyOf } from './party.ts'

export type Verdict = 'passed' | 'failed' | 'not_said'

export interface Check {
  name: string
  /** What it keeps out. */
  against: string
  clause: string
  verdict: Verdict
}

export interface Verification {
  /** Service. */
  by: string
  /** Letter of the token, where the record says it. */
  token: string | undefined
  checks: readonly Check[]
}

type Row = [name: string, against: string, clause: string, reasons: readonly string[]]

/** In the order of the code (`verifyAccessToken`). */
const TOKEN: readonly Row[] = [
  ['form and header', 'keys brought along', 'RFC 8725 §3.10', ['token_malformed', 'token_header_untrusted']],
  ['algorithm', 'none, or HMAC with the public key', 'RFC 8725 §3.1', ['algorithm_not_allowed']],
  ['type', 'an ID token used as an access token', 'RFC 8725 §3.11', ['type_mismatch']],
  [
    'signature',
    'tokens made up or changed',
    'RFC 8725 §3.3',
    ['signature_invalid', 'key_unknown', 'keys_unavailable'],
  ],
  ['issuer', 'another authorization server', 'RFC 8725 §3.8', ['issuer_mismatch']],
  ['tenant', 'another organisation', 'Entra access-token claims', ['tenant_mismatch']],
  ['audience: exactly one', 'a token for another service', 'RFC 8725 §3.9', ['audience_mismatch']],
  ['time: exp and nbf', 'tokens of yesterday', 'RFC 7519 §4.1.4', ['token_expired', 'token_not_yet_valid']],
  [
    'scp, not roles',
    'an application acting for nobody',
    'Entra access-token claims',
    ['app_only_token', 'claim_missing'],
  ],
  ['azp', 'a client that is not let in', 'Entra access-token claims', ['client_not_allowed']],
  ['revocation', 'a session that was ended', 'RFC 6750 §3.1', ['token_revoked', 'revocations_unknown']],
]
const BINDING: readonly Row[] = [
  [
    'cnf.jkt against the proof',
    'a stolen token',
    'RFC 9449 §7.1',
    ['binding_missing', 'binding_mismatch', 'binding_downgrade'],
  ],
  [
    'proof: method, address, token',
    'a proof for another request',
    'RFC 9449 §4.3',
    ['dpop_proof_missing', 'dpop_proof_invalid'],
  ],
  [
    'proof used once',
    'a copied request',
    'RFC 9449 §11.1',
    ['dpop_proof_replayed', 'replay_memory_unavailable'],
  ],
]
const POLICY: readonly Row[] = [
  ['a row in the policy', 'whatever nobody allowed', 'closed by default', ['operation_not_permitted']],
  ['scopes of the tool', 'more than was delegated', 'RFC 6750 §3.1', ['scope_insufficient']],
  [
    'authentication context and age',
    'a weak or old sign-in',
    'RFC 9470 §3',
    ['claims_insufficient', 'authentication_insufficient'],
  ],
]
const RESOURCE: readonly Row[] = [
  ['scopes of the operation', 'more than was delegated', 'RFC 6750 §3.1', ['scope_insufficient']],
  [
    'the person’s own permissions',
    'more than the person may',
    'the resource’s own rules',
    ['permission_denied'],
  ],
]
const VAULT: readonly Row[] = [
  [
    'row by tid, oid and azp alone',
    'another person’s account',
    'decision 24',
    ['link_required', 'operation_not_permitted'],
  ],
]

/**
 * Who checked what: the checks by name, as the service's code makes them. Of a success all have passed, since each of
 * them throws. Of a refusal the record says which one failed; others are only vouched for where the record could not
 * have been written without them.
 * @returns undefined for a record that verifies nothing
 */
export function verificationOf(record: AuditRecord): Verification | undefined {
  const { event, service, outcome, reason, token, binding } = record
  const { role } = partyOf(service)
  const verifies =
    event === 'token_accepted' ||
    event === 'token_released' ||
    (event === 'token_exchanged' && role === 'server')
  if (!verifies || outcome === 'challenge') return undefined
  const own = role === 'server' ? POLICY : role === 'vault' ? VAULT : role === 'resource' ? RESOURCE : []
  const first = [...TOKEN, ...(binding?.method === 'none' ? [] : BINDING)]
  // An exchange comes after the gate's own checks: what the identity provider refused, they had passed.
  const throughout = outcome === 'success' || event === 'token_exchanged'
  const onTop = new Set(own.flatMap(([, , , reasons]) => reasons))
  const later = reason !== undefined && onTop.has(reason) && token?.uti !== undefined
  const verdict = (reasons: readonly string[], isFirst: boolean): Verdict => {
    if (throughout) return 'passed'
    if (reason !== undefined && reasons.includes(reason)) return 'failed'
    return isFirst && later ? 'passed' : 'not_said'
  }
  return {
    by: service,
    token: event === 'token_exchanged' ? 'B' : (token?.name ?? (role === 'vault' ? 'C' : undefined)),
    checks: [
      ...first.map((row) => checkOf(row, verdict(row[3], true))),
      ...own.map((row) => checkOf(row, verdict(row[3], false))),
    ],
  }
}

const checkOf = ([name, against, clause]: Row, verdict: Verdict): Check => ({
  name,
  against,
  clause,
  verdict,
})
