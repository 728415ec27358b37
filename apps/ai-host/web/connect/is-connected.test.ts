import { expect, test } from 'vitest'
import type { Account } from '../wire/account.ts'
import type { Operation } from '../wire/operation.ts'
import { isConnected } from './is-connected.ts'

const waits = (scopes: string[] | undefined, server: string | undefined = 'mcp-github'): Operation => ({
  id: 'op',
  kind: server === undefined ? 'job' : 'tool_call',
  state: 'needs_user',
  title: '',
  server,
  createdAt: '2026-11-23T08:00:00.000Z',
  expiresAt: '2026-11-23T08:15:00.000Z',
  needs: { kind: 'link', by: 'mcp-github', reason: '', scopes },
})
const linked: Account = {
  server: 'mcp-github',
  provider: 'github',
  providerName: 'GitHub',
  state: 'linked',
  scopes: ['issues:read', 'issues:write'],
  possibleScopes: [],
  defaultScopes: [],
  requiredScopes: [],
  linkedAt: '2026-11-20T08:00:00.000Z',
}
const AFTER = '2026-11-23T08:01:00.000Z'

test.each([
  ['with all that is asked for', waits(['issues:read']), linked, true],
  ['with less', waits(['delete_repo']), linked, false],
  ['with less, connected since', waits(['delete_repo']), { ...linked, linkedAt: AFTER }, true],
  ['from before, when nobody says what is asked for', waits(undefined), linked, false],
  ['since, when nobody says what is asked for', waits(undefined), { ...linked, linkedAt: AFTER }, true],
  ['of another server', waits(['issues:read'], 'mcp-jira'), linked, false],
  ['that the provider has ended', waits(['issues:read']), { ...linked, state: 'grant_lost' as const }, false],
  ['that is being ended', waits(['issues:read']), { ...linked, state: 'revoking' as const }, false],
  ['for a job, which names no server', { ...waits(['issues:read']), server: undefined }, linked, true],
])('an account %s, %#', (_what, operation, account, expected) => {
  expect(isConnected(operation, [account])).toBe(expected)
})
