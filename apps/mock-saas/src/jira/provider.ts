import { jiraPages } from '../pages/sites.ts'
import type { ProviderDefinition } from '../provider.ts'

const DAY_MS = 86_400_000

export const jira: ProviderDefinition = {
  name: 'jira',
  displayName: 'Jira',
  paths: { authorize: '/authorize', token: '/oauth/token', revoke: '/oauth/revoke' },
  tokenPrefixes: { access: 'mjr_', refresh: 'mjrr_' },
  refreshLifetime: 90 * DAY_MS,
  scopes: {
    'read:jira-user': 'See your profile',
    'read:jira-work': 'Read projects, tickets and comments',
    'write:jira-work': 'Open tickets and comment, as you',
  },
  accounts: [
    {
      id: '712020:00000000-0000-4000-8000-000000002001',
      login: 'alice.archer',
      name: 'Alice Archer',
      detail: 'Contoso',
    },
    {
      id: '712020:00000000-0000-4000-8000-000000002002',
      login: 'alice.side',
      name: 'Alice Archer',
      detail: 'another site',
    },
    {
      id: '712020:00000000-0000-4000-8000-000000002003',
      login: 'bob.baker',
      name: 'Bob Baker',
      detail: 'Contoso',
    },
    {
      id: '712020:00000000-0000-4000-8000-000000002004',
      login: 'erin.eklund',
      name: 'Erin Eklund',
      detail: 'partner',
    },
  ],
  sendPage: jiraPages,
}
