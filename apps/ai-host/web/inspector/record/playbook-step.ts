import type { AuditRecord } from '../../wire/audit-trail.ts'
import { partyOf } from './party.ts'

/**
 * The step of the walk-through at which a record is written. A record of an MCP server stands for two: it has verified
 * Token B before it exchanges it, and says so once.
 */
export function stepOf({ service, event, diagnostics, outcome, reason }: AuditRecord): number | undefined {
  const { role } = partyOf(service)
  if (event === 'sign_in' || event === 'consent') return 1
  if (event === 'token_issued') return ISSUED[String(diagnostics?.['grant_type'])]
  if (outcome === 'challenge' && reason === 'dpop_nonce_required') return undefined
  if (role === 'orchestrator') {
    return event === 'token_accepted' ? 3 : event === 'token_exchanged' ? 4 : undefined
  }
  if (role === 'server') return event === 'token_exchanged' ? 7 : event === 'token_accepted' ? 6 : undefined
  const resource = role === 'resource' || role === 'vault'
  return resource && (event === 'token_accepted' || event === 'token_released') ? 9 : undefined
}

const ISSUED: Readonly<Record<string, number>> = { authorization_code: 1 }
