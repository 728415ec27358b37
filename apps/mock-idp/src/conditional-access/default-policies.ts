import { AUTHENTICATION_CONTEXTS } from './authentication-contexts.ts'
import { Policies, type Policy } from './policy.ts'

/**
 * With which the tenant starts. Nobody is stopped by them at first: each takes effect when the console changes a
 * signal, or when a resource asks for an authentication context.
 */
export const DEFAULT_POLICIES: readonly Policy[] = Policies.parse([
  {
    id: 'ca000000-0000-4000-8000-000000000001',
    displayName: 'Block high user risk',
    state: 'enabled',
    conditions: { applications: 'all', userRiskLevels: ['high'] },
    grantControls: { control: 'block' },
  },
  {
    id: 'ca000000-0000-4000-8000-000000000002',
    displayName: 'Require a compliant device',
    state: 'enabled',
    conditions: { applications: 'all' },
    grantControls: { control: 'compliantDevice' },
  },
  {
    id: 'ca000000-0000-4000-8000-000000000003',
    displayName: 'Block unknown places',
    state: 'enabled',
    conditions: {
      applications: 'all',
      locations: { include: ['Unknown place'], exclude: 'allTrusted' },
    },
    grantControls: { control: 'block' },
  },
  {
    id: 'ca000000-0000-4000-8000-000000000004',
    displayName: 'Block device code flow',
    // Microsoft’s advice is to block it wherever nobody needs it.
    state: 'disabled',
    conditions: { applications: 'all', authenticationFlows: { transferMethods: ['deviceCodeFlow'] } },
    grantControls: { control: 'block' },
  },
  ...[...AUTHENTICATION_CONTEXTS].map(([id, { displayName }], index) => ({
    id: `ca000000-0000-4000-8000-0000000000${String(index + 11)}`,
    displayName: `Require MFA: ${displayName}`,
    state: 'enabled',
    conditions: { applications: 'all', authenticationContexts: [id] },
    grantControls: { control: 'mfa' },
  })),
])
