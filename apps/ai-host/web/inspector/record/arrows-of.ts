import type { AuditRecord } from '../../wire/audit-trail.ts'
import type { Arrow } from './arrow.ts'
import { partyOf } from './party.ts'
import { callerOf, type WhoIsWho } from './who-is-who.ts'

const ISSUER = 'mock-idp'

/** What a record says of who sent, asked or checked what. */
export function arrowsOf(record: AuditRecord, who: WhoIsWho): Arrow[] {
  const { event, outcome, service } = record
  const arrows = drawn(record, who)
  if (outcome !== 'failure') return arrows
  // Refused is the last thing that was tried; before it all went well, or there would be another record.
  const last = event === 'token_exchanged' ? arrows.findLastIndex(({ to }) => to === ISSUER) : 0
  return arrows
    .filter(({ kind, from }) => verified(record) || kind !== 'validation' || from !== service)
    .map((arrow, index) => (index === last || arrows.length === 1 ? { ...arrow, refused: true } : arrow))
}

function drawn(record: AuditRecord, who: WhoIsWho): Arrow[] {
  const { event, service, token, link, diagnostics } = record
  const caller = callerOf(record, who)
  const { role } = partyOf(service)
  const name = token?.name
  switch (event) {
    case 'token_accepted': {
      const letter = name ?? (role === 'orchestrator' ? 'A' : role === 'server' ? 'B' : 'C')
      const asks: Arrow[] =
        letter === 'A' && caller === 'ai-host'
          ? [{ kind: 'person', from: 'person', to: caller, label: 'asks' }]
          : []
      return [presents(caller, service, letter), checks(service, letter), ...asks]
    }
    case 'token_exchanged': {
      if (role !== 'server') return [exchanges(service, `A → ${name ?? 'B'}`)]
      return [presents(caller, service, 'B'), checks(service, 'B'), exchanges(service, `B → ${name ?? 'C'}`)]
    }
    case 'token_released': {
      const provider = link === undefined ? [] : [presents(caller, `provider:${link.provider}`, 'P')]
      const released = record.outcome === 'success' ? provider : []
      return [presents(caller, service, 'C'), checks(service, 'C'), ...released]
    }
    case 'token_issued': {
      if (diagnostics?.['grant_type'] !== 'authorization_code')
        return [exchanges(caller, partyOf(caller).role === 'server' ? 'B → C' : 'A → B')]
      return [
        { kind: 'person', from: 'person', to: service, label: 'signs in' },
        { kind: 'trust', from: service, to: caller, label: 'A' },
      ]
    }
    case 'sign_in':
    case 'consent':
    case 'sign_out':
      return [{ kind: 'person', from: 'person', to: service, label: WORDS[event] }]
    case 'tool_approval':
      return [{ kind: 'person', from: 'person', to: 'ai-host', label: 'approves' }]
    case 'operation':
      return [{ kind: 'person', from: 'person', to: 'ai-host', label: 'is asked' }]
    default:
      return []
  }
}

const WORDS = { sign_in: 'signs in', consent: 'consents', sign_out: 'signs out' } as const

/** The record says whose token it was: it had been verified when something else was found amiss. */
const verified = ({ token }: AuditRecord): boolean => token?.uti !== undefined

const presents = (from: string, to: string, letter: string): Arrow => ({
  kind: 'trust',
  from,
  to,
  label: letter,
})
const exchanges = (from: string, label: string): Arrow => ({ kind: 'trust', from, to: ISSUER, label })
const checks = (from: string, letter: string): Arrow => ({
  kind: 'validation',
  from,
  to: ISSUER,
  label: `✓ ${letter}`,
})
