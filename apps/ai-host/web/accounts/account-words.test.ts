import { expect, test } from 'vitest'
import type { Account } from '../wire/account.ts'
import { canDisconnect, connectWords, stateNote, stateWords } from './account-words.ts'

const account = (state: Account['state']): Account => ({
  server: 'mcp-github',
  provider: 'github',
  providerName: 'GitHub',
  state,
  scopes: [],
  possibleScopes: [],
  defaultScopes: [],
  requiredScopes: [],
})

test.each([
  ['not_linked', 'Not connected', 'Connect GitHub', false],
  ['linked', 'Connected', 'Connect GitHub again', true],
  ['grant_lost', 'Connection lost', 'Connect GitHub again', true],
  ['revoking', 'Disconnected', 'Connect GitHub', false],
] as const)('%s: %s, “%s”', (state, words, button, may) => {
  const one = account(state)
  expect([stateWords(one), connectWords(one), canDisconnect(one)]).toEqual([words, button, may])
})

test('disconnected is said to be so at once, and what the provider still has to do as well', () => {
  expect(stateNote(account('revoking'))).toMatch(/cannot use it any more.*has not confirmed/)
})
