import { githubPages } from '../pages/sites.ts'
import type { ProviderDefinition } from '../provider.ts'

const DAY_MS = 86_400_000

export const github: ProviderDefinition = {
  name: 'github',
  displayName: 'GitHub',
  paths: {
    authorize: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
    revoke: '/login/oauth/revoke',
  },
  tokenPrefixes: { access: 'mgh_', refresh: 'mghr_' },
  refreshLifetime: 183 * DAY_MS,
  scopes: {
    'read:user': 'See your profile',
    'repo:read': 'See your repositories, private ones too',
    'issues:read': 'Read issues and comments',
    'issues:write': 'Open issues and comment, as you',
    delete_repo: 'Delete repositories that you administer',
  },
  accounts: [
    { id: '1001', login: 'alice-codes', name: 'Alice Archer', detail: 'at work' },
    { id: '1002', login: 'alice-private', name: 'Alice Archer', detail: 'at home' },
    { id: '1003', login: 'bob-builds', name: 'Bob Baker', detail: 'at work' },
    { id: '1004', login: 'erin-reviews', name: 'Erin Eklund', detail: 'partner' },
  ],
  sendPage: githubPages,
}
