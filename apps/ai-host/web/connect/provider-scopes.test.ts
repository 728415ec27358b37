import { linkedAccounts } from '@chain-of-trust/service-kit'
import { expect, test } from 'vitest'
import { scopeWords } from './provider-scopes.ts'

test('every permission that a server may be given has words', () => {
  const scopes = linkedAccounts().flatMap((row) => row.scopes)
  expect(scopes.length).toBeGreaterThan(0)
  expect(scopes.filter((scope) => scopeWords(scope) === undefined)).toEqual([])
})

test.each(['admin:org', 'toString'])('%s has none', (scope) => expect(scopeWords(scope)).toBeUndefined())
