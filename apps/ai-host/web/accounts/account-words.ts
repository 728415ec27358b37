import type { Account } from '../wire/account.ts'

const STATES: Record<Account['state'], string> = {
  not_linked: 'Not connected',
  linked: 'Connected',
  grant_lost: 'Connection lost',
  revoking: 'Disconnected',
}

export function stateWords({ state }: Account): string {
  return STATES[state]
}

/** What a person should know of the state that its name does not say. */
export function stateNote({ state, providerName }: Account): string | undefined {
  switch (state) {
    case 'not_linked':
      return 'When a step needs it you are asked to connect it. You can do that here as well.'
    case 'grant_lost':
      return `${providerName} accepts it no longer. Connect it again, or disconnect it here too.`
    case 'revoking':
      return `The agent cannot use it any more. ${providerName} has not confirmed yet; it is asked again until it has.`
    case 'linked':
      return undefined
  }
}

export function connectWords({ state, providerName }: Account): string {
  return state === 'not_linked' || state === 'revoking'
    ? `Connect ${providerName}`
    : `Connect ${providerName} again`
}

/** There is something that can be ended. */
export function canDisconnect({ state }: Account): boolean {
  return state === 'linked' || state === 'grant_lost'
}
