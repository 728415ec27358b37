import type { ToolRefusal } from '../wire/tool-output.ts'
import type { Action } from './failure.ts'

export interface Remedy {
  who: string
  how: string
  action: Action
}

/** Who can lift a tool's refusal, and how: from the remedy and the actor that came with it. */
export function remedyFor({ remedy, actor, error }: Pick<ToolRefusal, 'remedy' | 'actor' | 'error'>): Remedy {
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
        who: nameOf(actor) ?? 'You, or an administrator of your organisation',
        how: 'Grant the permission when you are asked at sign-in.',
        action: 'sign_in',
      }
    case 'retry_later':
      return { who: 'Nobody needs to act', how: 'It is temporary: try again in a moment.', action: 'retry' }
    case 'fix_configuration':
      return {
        who: nameOf(actor) ?? operator,
        how: 'The configuration needs a correction; trying again does not help.',
        action: 'none',
      }
    case 'widen_delegation':
      return {
        who: 'You',
        how: 'Switch the permission on under “Permissions”, then ask again.',
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
  if (actor === 'operator') {
    return { who: operator, how: 'Try again. If it happens each time, report it.', action: 'none' }
  }
  return {
    who: nameOf(actor) ?? 'Whoever owns what you asked for',
    how: 'Check what you asked for, or ask for access. The agent can do no more than you could yourself.',
    action: 'none',
  }
}

const operator = 'Whoever runs this system'

function nameOf(actor: string | undefined): string | undefined {
  switch (actor) {
    case 'user':
      return 'You'
    case 'administrator':
      return 'An administrator of your organisation'
    case 'operator':
      return operator
    default:
      return undefined
  }
}
