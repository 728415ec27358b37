import type { AuditRecord } from '../../wire/audit-trail.ts'
import { partyOf } from './party.ts'

/** Who has which application id: as far as the records say so themselves. */
export type WhoIsWho = (appId: string | undefined) => string | undefined

/**
 * Learns names from the records: whoever accepts a token is its audience; and whom the orchestrator asked a token for
 * is the server of the tool. So no list of applications has to be kept in the page, and a new server has a name at once.
 * @param hostId the page's own application id
 */
export function whoIsWho(records: readonly AuditRecord[], hostId: string): WhoIsWho {
  const names = new Map([[hostId, 'ai-host']])
  for (const { service, event, outcome, token, tool } of records) {
    const { audience } = token ?? {}
    if (audience === undefined) continue
    const accepts = event === 'token_accepted' && (outcome !== 'failure' || token?.uti !== undefined)
    if (accepts || event === 'token_released') names.set(audience, service)
    else if (event === 'token_exchanged' && service === 'orchestrator' && tool?.includes('/'))
      names.set(audience, tool.split('/')[0]!)
  }
  return (appId) => (appId === undefined ? undefined : names.get(appId))
}

/** Who called this service, when the records do not know the application: the tier above it. */
export function callerOf({ service, client }: AuditRecord, who: WhoIsWho): string {
  const named = who(client?.app_id)
  if (named !== undefined && named !== service) return named
  const { role } = partyOf(service)
  if (role === 'server') return 'orchestrator'
  return role === 'orchestrator' || role === 'issuer' ? 'ai-host' : 'orchestrator'
}
