import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import type { Application } from './applications.ts'
import type { Account } from './state/accounts.ts'

/** Authentication contexts of the tenant and what satisfies each. All by MFA, today. */
export const AUTHENTICATION_CONTEXTS: ReadonlyMap<string, { displayName: string }> = new Map([
  ['c1', { displayName: 'Sensitive documents' }],
  ['c2', { displayName: 'Irreversible actions' }],
  ['c3', { displayName: 'Administration' }],
])

const Everything = z.literal('all')

/** A Conditional Access policy: whom and what it is about, and what it then demands. */
export const Policy = z.strictObject({
  id: z.guid(),
  displayName: z.string().min(1).max(200),
  state: z.enum(['enabled', 'disabled']),
  conditions: z.strictObject({
    /** Names of resource applications, as in the registrations. */
    applications: z.union([Everything, z.array(z.string())]),
    /** Object ids. */
    users: z.union([Everything, z.array(z.guid())]).default('all'),
  }),
  grantControls: z.discriminatedUnion('control', [
    z.strictObject({ control: z.literal('block') }),
    z.strictObject({
      control: z.literal('authenticationContext'),
      value: z.string().refine((acr) => AUTHENTICATION_CONTEXTS.has(acr), 'is not an authentication context'),
      /** Both were seen from Entra ID for the same challenge; clients must cope with either. */
      wireError: z.enum(['interaction_required', 'invalid_grant']).default('interaction_required'),
    }),
  ]),
})
export type Policy = z.infer<typeof Policy>
export const Policies = z.array(Policy).max(100)

/** Nothing stands in the way of the ordinary flow until somebody writes a policy. */
const DEFAULT_POLICIES: readonly Policy[] = []

/** Who wants a token for what, and what is known about the sign-in. Further signals become further members. */
export interface Situation {
  account: Account
  resource: Application
  acrs: readonly string[]
}

export type Decision =
  | { outcome: 'allow' }
  | { outcome: 'block'; policy: Policy }
  | { outcome: 'challenge'; acrs: readonly string[]; wireError: 'interaction_required' | 'invalid_grant' }

/** Evaluated at each sign-in, refresh and on-behalf-of exchange. A block outweighs every other control. */
export function evaluate(policies: readonly Policy[], situation: Situation): Decision {
  const applicable = policies.filter((policy) => applies(policy, situation))
  const block = applicable.find(({ grantControls }) => grantControls.control === 'block')
  if (block !== undefined) return { outcome: 'block', policy: block }

  const demanded = applicable.flatMap(({ grantControls }) =>
    grantControls.control === 'authenticationContext' ? [grantControls] : [],
  )
  const missing = demanded.filter(({ value }) => !situation.acrs.includes(value))
  if (missing[0] === undefined) return { outcome: 'allow' }
  return {
    outcome: 'challenge',
    acrs: [...new Set(missing.map(({ value }) => value))],
    wireError: missing[0].wireError,
  }
}

function applies({ state, conditions }: Policy, { account, resource }: Situation): boolean {
  const covers = (list: 'all' | readonly string[], member: string) => list === 'all' || list.includes(member)
  return (
    state === 'enabled' &&
    covers(conditions.applications, resource.name) &&
    covers(conditions.users, account.oid)
  )
}

export interface PolicyStore {
  list(): readonly Policy[]
  /** Replaces them all. */
  replace(policies: readonly Policy[]): void
}

export function openPolicies(database: DatabaseSync): PolicyStore {
  const row = database.prepare(`select value from setting where name = 'policies'`).get()
  const write = database.prepare(`insert or replace into setting (name, value) values ('policies', ?)`)
  let policies = row === undefined ? DEFAULT_POLICIES : Policies.parse(JSON.parse(String(row['value'])))
  return {
    list: () => policies,
    replace(replacement) {
      write.run(JSON.stringify(replacement))
      policies = replacement
    },
  }
}
