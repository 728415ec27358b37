import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Secret } from './secret.ts'

test('a secret prints in no way that programs print things', () => {
  const secret = new Secret('eyJ-very-secret')
  const printed = [
    secret.toString(),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    String(secret),
  ]
  expect(printed.join()).not.toContain('very-secret')
  expect(Object.keys(secret)).toEqual([])
  expect(secret.reveal()).toBe('eyJ-very-secret')
})
