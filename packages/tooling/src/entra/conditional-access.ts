/**
 * Authentication contexts and the policies that demand something for them, as Microsoft Graph takes them. The Bicep
 * extension has no type for either; its users make these calls.
 */
import type { AuthenticationContext, Registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import type { Attributes, Value } from './code.ts'
import { policyName, type Tenant } from './tenant.ts'

const CONTEXTS = '/identity/conditionalAccess/authenticationContextClassReferences/'
export const POLICIES = '/identity/conditionalAccess/policies'

export interface GraphRequest {
  method: 'PATCH' | 'POST'
  /** Behind `https://graph.microsoft.com/v1.0`. */
  url: string
  body: Attributes
}

/** Creates the context or names it anew: Graph's «create or update» is a PATCH on the id that the caller chose. */
export function contextRequest({ id, displayName }: AuthenticationContext): GraphRequest {
  return {
    method: 'PATCH',
    url: CONTEXTS + id,
    body: { displayName, description: `Asked for by tools: ${displayName}`, isAvailable: true },
  }
}

/** A policy without an emergency group locks out the administrator who got it wrong. */
export function policyBody(
  { id, displayName }: AuthenticationContext,
  { state, emergencyGroup }: { state: Value; emergencyGroup: Value },
): Attributes {
  return {
    displayName: policyName(displayName),
    state,
    conditions: {
      clientAppTypes: ['all'],
      applications: { includeAuthenticationContextClassReferences: [id] },
      users: { includeUsers: ['All'], excludeGroups: [emergencyGroup] },
    },
    grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  }
}

/** For those who do not use Terraform: the calls in order, with one place to fill in. */
export function conditionalAccessRequests({ authenticationContexts }: Registrations): GraphRequest[] {
  const contexts = Object.values(authenticationContexts)
  return [
    ...contexts.map(contextRequest),
    ...contexts.map((context): GraphRequest => ({
      method: 'POST',
      url: POLICIES,
      body: policyBody(context, {
        state: 'enabledForReportingButNotEnforced',
        emergencyGroup: '<object id of the emergency group>',
      }),
    })),
  ]
}

const Context = z.object({ displayName: z.string(), isAvailable: z.literal(true) })
const Policy = z.object({
  displayName: z.string(),
  conditions: z.object({
    applications: z.object({ includeAuthenticationContextClassReferences: z.array(z.string()) }),
    users: z.object({ includeUsers: z.array(z.string()), excludeGroups: z.array(z.string()).min(1) }),
  }),
  grantControls: z.object({ builtInControls: z.array(z.string()) }),
})

/**
 * What the calls make, by whatever tool they are made.
 * @throws Error for a call that is none of ours
 */
export function readConditionalAccess(
  requests: readonly { url: string; body: unknown }[],
): Pick<Tenant, 'authenticationContexts' | 'policies'> {
  const contexts = requests.filter(({ url }) => url.startsWith(CONTEXTS))
  const policies = requests.filter(({ url }) => url === POLICIES)
  const others = requests.filter((request) => !contexts.includes(request) && !policies.includes(request))
  if (others.length > 0) throw new Error(`a call of ${others[0]?.url}`)
  return {
    authenticationContexts: Object.fromEntries(
      contexts.map(({ url, body }) => [
        url.slice(CONTEXTS.length),
        { displayName: Context.parse(body).displayName },
      ]),
    ),
    policies: Object.fromEntries(
      policies.map(({ body }) => {
        const { displayName, conditions, grantControls } = Policy.parse(body)
        return [
          displayName,
          {
            authenticationContexts: conditions.applications.includeAuthenticationContextClassReferences,
            users: conditions.users.includeUsers,
            controls: grantControls.builtInControls,
          },
        ]
      }),
    ),
  }
}
