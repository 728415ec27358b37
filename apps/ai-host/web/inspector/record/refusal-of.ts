import { FAILURES, type FailureKind } from '@chain-of-trust/auth-core/failure'
import { REFUSAL_ADVICE, REFUSALS, type RefusalReason } from '@chain-of-trust/auth-core/refusals'
import { nameOfActor } from '../../failure/name-of-actor.ts'
import type { AuditRecord } from '../../wire/audit-trail.ts'

/** A refusal, as it can be explained to people. */
export interface Refused {
  /** The service whose record says so. */
  by: string
  reason: string
  status: number | undefined
  /** The registered code on the wire. */
  error: string | undefined
  clause: string | undefined
  happened: string
  who: string
  how: string
  /** For a help desk. */
  correlationId: string | undefined
}

/** @returns undefined for what is no refusal: a success, a step of the protocol */
export function refusalOf({ service, outcome, reason, diagnostics }: AuditRecord): Refused | undefined {
  if (outcome !== 'failure' || reason === undefined) return undefined
  const correlationId = diagnostics?.['correlation_id']
  const row = isReason(reason) ? REFUSALS[reason] : undefined
  return {
    by: service,
    reason,
    status: row?.status,
    error: row !== undefined && 'error' in row ? row.error : undefined,
    clause: row?.standard,
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
    ...adviceFor(reason, diagnostics?.['kind']),
  }
}

/** The tier that refused comes first; those above it pass it on. */
export function firstRefusal(records: readonly AuditRecord[]): Refused | undefined {
  for (const record of records) {
    const refused = refusalOf(record)
    if (refused !== undefined) return refused
  }
  return undefined
}

function adviceFor(reason: string, kind: unknown): Pick<Refused, 'happened' | 'who' | 'how'> {
  // What an authorization server refused: its kind says more than our reason.
  if (isKind(kind)) {
    const { meaning, actor, how } = FAILURES[kind]
    return { happened: meaning, who: nameOfActor(actor), how }
  }
  if (isReason(reason)) {
    const { happened, actor, how } = REFUSAL_ADVICE[reason]
    return { happened, who: nameOfActor(actor) ?? 'Whoever wrote the program that called', how }
  }
  const own = Object.hasOwn(OWN, reason) ? OWN[reason] : undefined
  if (own !== undefined) return own
  return {
    happened: `${reason.replaceAll('_', ' ')}.`,
    who: 'You',
    how: 'Ask again, or ask whoever runs this system.',
  }
}

/** Reasons that are no refusal of a token: what the person, or the page's own rules, said no to. */
const OWN: Readonly<Record<string, Pick<Refused, 'happened' | 'who' | 'how'>>> = {
  approval_declined: {
    happened: 'You were asked whether the agent may do this, and said no.',
    who: 'You',
    how: 'Ask again: the approval will be asked of you anew.',
  },
  not_delegated: {
    happened: 'The agent wanted a permission that you have switched off.',
    who: 'You',
    how: 'Switch the permission on under “Permissions”, then ask again.',
  },
  link_required: {
    happened: 'There is no account of yours at the provider, or it was disconnected.',
    who: 'You',
    how: 'Connect the account, and the call goes on.',
  },
  operation_cancelled: {
    happened: 'The call waited for you, and you cancelled it.',
    who: 'You',
    how: 'Ask again if you want it after all.',
  },
  operation_expired: {
    happened: 'The call waited for you longer than it may.',
    who: 'You',
    how: 'Ask again, and confirm while it waits.',
  },
}

const isReason = (reason: string): reason is RefusalReason => Object.hasOwn(REFUSALS, reason)
const isKind = (kind: unknown): kind is FailureKind =>
  typeof kind === 'string' && Object.hasOwn(FAILURES, kind)
