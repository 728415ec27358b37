import { expect, test } from 'vitest'
import { AuthenticationContextIds } from './authentication-contexts.ts'
import { authenticationContexts } from './registrations.ts'

test("without configuration the names stand for the registrations' ids", () => {
  const ids = Object.fromEntries(Object.entries(authenticationContexts()).map(([name, { id }]) => [name, id]))
  expect(AuthenticationContextIds.parse(undefined)).toEqual(ids)
})

test("another tenant's ids are configuration", () => {
  expect(AuthenticationContextIds.parse('sharing=c7,irreversible=c42')).toEqual({
    sharing: 'c7',
    irreversible: 'c42',
  })
})

test.each([
  ['sharing'],
  ['sharing=7'],
  ['sharing=c100'],
  ['sharing=c1,'],
  ['Sharing=c1'],
  [''],
  ['sharing=c1,sharing=c2'],
])('a mapping that is none is refused: %s', (text) => {
  expect(AuthenticationContextIds.safeParse(text).success).toBe(false)
})
