import { FAILURES, type FailureKind } from '@chain-of-trust/auth-core/failure'
import { printableLine } from '../printable.ts'
import type { OrchestratorRefusal } from './orchestrator-refusal.ts'
import type { ToolRefusal } from './wire.ts'

const ACTORS: Readonly<Record<string, string>> = {
  user: 'you',
  administrator: 'an administrator of your organisation',
  operator: 'whoever runs this system',
  nobody: 'nobody needs to act',
}

/** Why a tool call has no result: what happened, who can fix it, how. Lines for the terminal. */
export function explainRefusal(refusal: ToolRefusal): string[] {
  const { by, reason, kind, remedy, actor, error, correlationId, operation } = refusal
  if (operation !== undefined) return [`  ⏸ ${printableLine(by)} asks for you: ${printableLine(reason)}`]
  const known = kind === undefined ? undefined : FAILURES[kind]
  const who = ACTORS[known?.actor ?? actor ?? ''] ?? 'whoever owns what you asked for'
  const how = known?.how ?? HOW[remedy ?? ''] ?? HOW[(error ?? '').replace(/^approval_.*/, 'approval')]
  return [
    `  ✗ refused by ${printableLine(by)}: ${printableLine(reason)}`,
    `    Who can fix it: ${who}.`,
    `    How: ${how ?? 'Check what you asked for. The agent can do no more than you could yourself.'}`,
    ...(correlationId === undefined ? [] : [`    For the help desk: ${printableLine(correlationId)}`]),
  ]
}

const HOW: Readonly<Record<string, string>> = {
  step_up: 'Confirm your sign-in with the stronger method that is asked for, then ask once more.',
  sign_in_again: 'Run: ai-host-cli login. Then ask once more.',
  ask_consent: 'Grant the permission when you are asked at sign-in.',
  retry_later: 'It is temporary: try again in a moment.',
  fix_configuration: 'The configuration needs a correction; trying again does not help.',
  contact_administrator: 'Only an administrator can change the policy or what triggers it.',
  widen_delegation: 'Start the chat with this permission: see --allow and --read-only.',
  connect_account: 'Connect the account on the page that is named, then ask again.',
  outcome_unknown: 'Look whether it has happened before you ask for it again.',
  approval: 'Ask again: the approval will be asked of you anew.',
}

/** The orchestrator refused a request. One paragraph, on its registered code and its status. */
export function explainAnswer(refusal: OrchestratorRefusal): string {
  const { status, error, description, retryAfter, failure, claims } = refusal
  if (failure !== undefined) return ofKind(failure.kind, failure.correlation_id)
  if (claims !== undefined || status === 401) {
    return 'The orchestrator no longer accepts your sign-in. You can fix it: run ai-host-cli login; this chat goes on.'
  }
  if (error === 'insufficient_scope') {
    return 'Your sign-in lacks a permission that this needs. You can fix it: run ai-host-cli login and grant it.'
  }
  if (status === 403)
    return 'The orchestrator does not permit this. Whoever runs this system can change that; once more does not help.'
  if (status === 429 || status === 503) {
    const when = retryAfter === undefined ? 'in a moment' : `in ${retryAfter} seconds`
    return `The orchestrator is temporarily unavailable, or cannot reach the sign-in service. Nobody needs to act: try again ${when}.`
  }
  if (status >= 500)
    return 'The orchestrator failed. Try again; if it stays so, tell whoever runs this system.'
  const why = description === undefined ? '' : `: ${printableLine(description)}`
  return `The orchestrator did not accept the request${why}. Start a new conversation with /new.`
}

function ofKind(kind: FailureKind, correlationId: string | undefined): string {
  const { sentence, how } = FAILURES[kind]
  return [
    sentence,
    how,
    ...(correlationId === undefined ? [] : [`For the help desk: ${correlationId}.`]),
  ].join(' ')
}
