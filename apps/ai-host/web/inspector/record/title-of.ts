import type { AuditRecord } from '../../wire/audit-trail.ts'
import { partyOf, spoken, type Role } from './party.ts'
import type { WhoIsWho } from './who-is-who.ts'

/** One sentence for a record, whoever it is that wrote it. */
export function titleOf(record: AuditRecord, who: WhoIsWho): string {
  const { service, event, outcome, reason, token, diagnostics } = record
  const by = capital(spoken(service))
  const letter = token?.name
  const known = letter === undefined ? 'a token' : `Token ${letter}`
  if (outcome === 'challenge' && reason === 'dpop_nonce_required')
    return `${by} asked for the proof with a fresh nonce`
  const failed = outcome === 'failure'
  switch (event) {
    case 'token_accepted':
      return failed ? `${by} refused` : `${by} verified ${known}`
    case 'token_exchanged': {
      const [from, to] = partyOf(service).role === 'server' ? ['B', letter ?? 'C'] : ['A', letter ?? 'B']
      if (failed) return `${by} asked for Token ${to} and was refused`
      const cached = diagnostics?.['cached'] === true ? ', kept from before' : ''
      return `${by} exchanged Token ${from} for Token ${to}${cached}`
    }
    case 'token_released':
      return failed ? `${by} released no token` : `${by} released a short token of ${providerOf(record)}`
    case 'token_refreshed':
      return failed ? `${by} could not renew the account’s token` : `${by} renewed the account’s token`
    case 'token_issued': {
      const to = who(record.client?.app_id)
      if (failed) return `${by} refused a token`
      return to === undefined
        ? `${by} issued ${known}`
        : `${by} issued ${ISSUED[partyOf(to).role] ?? known} to ${spoken(to)}`
    }
    case 'tool_approval':
      return APPROVALS[reason ?? ''] ?? `Approval: ${words(reason)}`
    case 'operation':
      return OPERATIONS[reason ?? ''] ?? `The waiting call: ${words(reason)}`
    case 'sign_in':
      return failed ? 'The sign-in was refused' : 'You signed in'
    case 'consent':
      return failed ? 'Consent was declined' : 'You consented'
    case 'sign_out':
      return 'You signed out'
    default:
      return `${by}: ${words(event)}${reason === undefined ? '' : `, ${words(reason)}`}`
  }
}

const ISSUED: Partial<Record<Role, string>> = { host: 'Token A', orchestrator: 'Token B', server: 'Token C' }

const APPROVALS: Readonly<Record<string, string>> = {
  approval_requested: 'The orchestrator asked you to approve the call',
  approval_granted: 'You approved the call',
  approval_declined: 'You declined the call',
  not_delegated: 'The orchestrator refused what you have not delegated',
}
const OPERATIONS: Readonly<Record<string, string>> = {
  operation_parked: 'The call waits for you',
  operation_resumed: 'The call that waited went on',
  operation_done: 'The call that waited came to its end',
  operation_cancelled: 'You cancelled the call that waited',
  operation_expired: 'The call waited too long, and is over',
}

const providerOf = ({ link }: AuditRecord): string =>
  link === undefined ? 'the provider' : partyOf(`provider:${link.provider}`).name

const words = (name = 'unknown'): string => name.replaceAll('_', ' ')
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
