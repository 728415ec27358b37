import { encodeClaims } from '@chain-of-trust/auth-core/challenge'
import { expect, test } from 'vitest'
import { asksForFreshTokenOnly, readChallenge } from './challenge.ts'

const nbf = '{"access_token":{"nbf":{"essential":true, "value":"1795391000"}}}'
const acrs = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

test('claims are passed on as they came, to the space', () => {
  expect(readChallenge({ claims: encodeClaims(nbf) })).toEqual({ claims: nbf })
})

test('acr_values of RFC 9470 become the claim that Entra knows, max_age stays what it is', () => {
  expect(readChallenge({ acrValues: 'c1', maxAge: 300 })).toEqual({ claims: acrs, maxAge: 300 })
  expect(readChallenge({ acrValues: ['c1', 'c2'] })?.claims).toBe(
    '{"access_token":{"acrs":{"essential":true,"values":["c1","c2"]}}}',
  )
  expect(readChallenge({ maxAge: 0 })).toEqual({ maxAge: 0 })
})

test('claims that came are never replaced by what is read from acr_values', () => {
  expect(readChallenge({ claims: encodeClaims(nbf), acrValues: 'c1' })?.claims).toBe(nbf)
})

test('a challenge that nobody can read asks for nothing', () => {
  expect(readChallenge({ claims: '%%%' })).toBeUndefined()
  expect(readChallenge({ acrValues: '' })).toBeUndefined()
})

test.each([
  [nbf, true],
  [acrs, false],
  ['{"access_token":{"nbf":{"value":"1"},"acrs":{"value":"c1"}}}', false],
  ['{"access_token":{"nbf":{"value":"1"}},"id_token":{"acr":{}}}', false],
  ['{"access_token":{}}', false],
  ['[]', false],
])('%s can be met without the person: %s', (claims, expected) => {
  expect(asksForFreshTokenOnly({ claims })).toBe(expected)
})

test('a fresh token does not make a recent sign-in', () => {
  expect(asksForFreshTokenOnly({ claims: nbf, maxAge: 60 })).toBe(false)
})
