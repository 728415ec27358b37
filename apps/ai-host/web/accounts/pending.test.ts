import { expect, test } from 'vitest'
import type { Account } from '../wire/account.ts'
import { stillPending, without } from './pending.ts'

const before: Account = {
  server: 'mcp-github',
  provider: 'github',
  providerName: 'GitHub',
  state: 'linked',
  scopes: [],
  possibleScopes: [],
  defaultScopes: [],
  requiredScopes: [],
  linkedAt: '2026-11-20T08:00:00.000Z',
}
const link = { url: 'http://localhost:4420/connect/x', expiresAt: '2026-11-23T08:10:00.000Z' }
const pending = { 'mcp-github': { link, scopes: [], opened: true, before } }

test('an account that was connected anew is done', () => {
  expect(stillPending(pending, [{ ...before, linkedAt: '2026-11-23T08:00:00.000Z' }])).toEqual({})
})

test.each([
  ['as it was', before],
  ['not connected', { ...before, state: 'not_linked' as const, linkedAt: undefined }],
])('an account that is %s still waits for the person', (_what, account) => {
  expect(stillPending(pending, [account])).toBe(pending)
  expect(stillPending(pending, [])).toBe(pending)
})

test('one that the person leaves is left, and no other', () => {
  expect(without({ ...pending, 'mcp-jira': pending['mcp-github'] }, 'mcp-github')).toEqual({
    'mcp-jira': pending['mcp-github'],
  })
})
