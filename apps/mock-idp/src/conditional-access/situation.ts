import type { Application } from '../applications.ts'
import type { Account } from '../state/accounts.ts'
import { isTrusted } from './named-locations.ts'
import type { Policy } from './policy.ts'

/** What a person has shown of themselves, and when. Epoch seconds. */
export interface Evidence {
  authenticatedAt: number
  /** The last second factor; absent: none since the sign-in. */
  mfaAt?: number
  /** Authentication contexts for which they gave one. */
  acrs: readonly string[]
  /** They signed in for another device, by a code (RFC 8628). It sticks: to the tokens, their renewal, their exchange. */
  transferMethod?: 'deviceCodeFlow'
}

/** Who wants a token for what, what they have shown, and what is known about them. */
export interface Situation {
  account: Pick<Account, 'oid' | 'risk' | 'device' | 'location'>
  /** None: a token for nobody but the sign-in itself; policies about all applications cover it. */
  resources: readonly Application[]
  evidence: Evidence
  /** What the `claims` parameter names. */
  asked: { contexts: readonly string[]; policies: readonly string[] }
  /** Epoch seconds. */
  now: number
}

/** Is the policy about this situation? */
export function applies(policy: Policy, situation: Situation): boolean {
  const { state, conditions, id } = policy
  const { account, asked } = situation
  const { device, userRiskLevels, locations, authenticationFlows } = conditions
  return (
    state === 'enabled' &&
    coversUser(conditions.users, account.oid) &&
    // A client that brings back the policies of a challenge is at another resource than the one that was refused.
    (asked.policies.includes(id) || coversTarget(policy, situation)) &&
    (device === undefined || device === account.device) &&
    (authenticationFlows === undefined ||
      authenticationFlows.transferMethods.some((method) => method === situation.evidence.transferMethod)) &&
    (userRiskLevels === undefined || userRiskLevels.includes(account.risk)) &&
    (locations === undefined ||
      (coversPlace(locations.include, account.location) && !coversPlace(locations.exclude, account.location)))
  )
}

function coversTarget({ conditions }: Policy, { resources, asked }: Situation): boolean {
  const { applications, authenticationContexts } = conditions
  return (
    (applications === 'all' || resources.some(({ name }) => applications.includes(name))) &&
    (authenticationContexts === undefined ||
      authenticationContexts.some((acr) => asked.contexts.includes(acr)))
  )
}

function coversUser(users: Policy['conditions']['users'], oid: string): boolean {
  if (users === 'all') return true
  if (Array.isArray(users)) return users.includes(oid)
  return coversUser(users.include, oid) && !users.exclude.includes(oid)
}

function coversPlace(places: 'all' | 'allTrusted' | readonly string[], location: string): boolean {
  if (places === 'all') return true
  return places === 'allTrusted' ? isTrusted(location) : places.includes(location)
}
