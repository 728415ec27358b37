import { FAILURES } from '@chain-of-trust/auth-core/failure'
import type { ToolRefusal } from '../wire/tool-output.ts'
import { isBlocked } from './failure-of-kind.ts'
import type { Action } from './failure.ts'
import { nameOfActor, OPERATOR } from './name-of-actor.ts'

export interface Remedy {
  who: string
  how: string
  action: Action
}

/** Who can lift a tool's refusal, and how: from the remedy and the actor that came with it. */
export function remedyFor({
  kind,
  remedy,
  actor,
  error,
}: Pick<ToolRefusal, 'kind' | 'remedy' | 'actor' | 'error'>): Remedy {
  if (kind !== undefined && isBlocked(kind)) {
    return { who: nameOfActor(FAILURES[kind].actor), how: FAILURES[kind].how, action: 'none' }
  }
  switch (remedy) {
    case 'step_up':
      return {
        who: 'You',
        how: 'Confirm your sign-in with the stronger method that is asked for.',
        action: 'step_up',
      }
    case 'sign_in_again':
      return { who: 'You', how: 'Sign in again, then ask once more.', action: 'sign_in' }
    case 'ask_consent':
      return {
        who: nameOfActor(actor) ?? 'You, or an administrator of your organisation',
        how: 'Grant the permission when you are asked at sign-in.',
        action: 'sign_in',
      }
    case 'retry_later':
      return { who: 'Nobody needs to act', how: 'It is temporary: try again in a moment.', action: 'retry' }
    case 'fix_configuration':
      return {
        who: nameOfActor(actor) ?? OPERATOR,
        how: 'The configuration needs a correction; trying again does not help.',
        action: 'none',
      }
    case 'widen_delegation':
      return {
        who: 'You',
        how: 'Switch the permission on under “Permissions”, then ask again.',
        action: 'none',
      }
    case 'connect_account':
      return {
        who: 'You',
        how: 'Connect the account under “Connected accounts”, then ask again.',
        action: 'none',
      }
    default:
      return withoutRemedy(error, actor)
  }
}

function withoutRemedy(error: string | undefined, actor: string | undefined): Remedy {
  if (error?.startsWith('approval_')) {
    return { who: 'You', how: 'Ask again: the approval will be asked of you anew.', action: 'none' }
  }
  const how = error === undefined ? undefined : ENDS.get(error)
  if (how !== undefined) return { who: nameOfActor(actor) ?? 'You', how, action: 'none' }
  if (actor === 'operator') {
    return { who: OPERATOR, how: 'Try again. If it happens each time, report it.', action: 'none' }
  }
  return {
    who: nameOfActor(actor) ?? 'Whoever owns what you asked for',
    how: 'Check what you asked for, or ask for access. The agent can do no more than you could yourself.',
    action: 'none',
  }
}

const MISFIT =
  'What is asked for and what your sign-in can give do not fit together. Once more would not help.'

/** How a call can end without a result that anybody here knows of. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['outcome_unknown', 'Look whether it has happened before you ask for it again.'],
  ['operation_cancelled', 'Ask again if you want it after all.'],
  ['operation_expired', 'Ask again, and confirm while it waits.'],
  ['challenge_repeated', MISFIT],
  ['too_many_challenges', MISFIT],
])
