import { expect, test } from 'vitest'
import type { Account } from '../wire/account.ts'
import { ticked } from './ticked.ts'

const account: Account = {
  server: 'mcp-github',
  provider: 'github',
  providerName: 'GitHub',
  state: 'not_linked',
  scopes: [],
  possibleScopes: ['read:user', 'issues:read', 'issues:write', 'delete_repo'],
  defaultScopes: ['read:user', 'issues:read'],
  requiredScopes: ['read:user'],
}

test.each(['not_linked', 'revoking'] as const)('%s: a new connection begins with reading', (state) => {
  const before = state === 'revoking' ? ['read:user', 'delete_repo'] : []
  expect(ticked({ ...account, state, scopes: before })).toEqual(['read:user', 'issues:read'])
})

test.each(['linked', 'grant_lost'] as const)('%s: what is allowed already', (state) => {
  expect(ticked({ ...account, state, scopes: ['issues:write'] })).toEqual(['read:user', 'issues:write'])
})
