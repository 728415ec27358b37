import { describe, expect, test } from 'vitest'
import {
  decodeClaims,
  encodeClaims,
  formatChallenge,
  parseChallenges,
  readStepUp,
  readWords,
} from './challenge.ts'

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

describe('WWW-Authenticate', () => {
  test('what is written is read back, commas, quotes and padding included', () => {
    const params = { error: 'insufficient_claims', claims: encodeClaims(`${CLAIMS} `), note: 'a, "b" = \\c' }
    expect(parseChallenges(formatChallenge({ scheme: 'DPoP', params }))).toEqual([{ scheme: 'DPoP', params }])
  })

  test('several challenges in one field are kept apart', () => {
    const header = 'Bearer realm="", error="x", Negotiate dG9rZW4=, DPoP algs="ES256 PS256",, Basic'
    expect(parseChallenges(header)).toEqual([
      { scheme: 'Bearer', params: { realm: '', error: 'x' } },
      { scheme: 'Negotiate', params: {}, token68: 'dG9rZW4=' },
      { scheme: 'DPoP', params: { algs: 'ES256 PS256' } },
      { scheme: 'Basic', params: {} },
    ])
  })

  test('unquoted values, odd spacing and upper-case names are read', () => {
    expect(parseChallenges(' , Bearer  Error = invalid_token ,\tSCOPE="a b"')).toEqual([
      { scheme: 'Bearer', params: { error: 'invalid_token', scope: 'a b' } },
    ])
  })

  test.each(['', ',', '"', 'Bearer "', 'Bearer error="unterminated', '=x'])('%j does not throw', (header) => {
    expect(() => parseChallenges(header)).not.toThrow()
  })

  test('a value that would split the header is not written', () => {
    expect(() => formatChallenge({ scheme: 'Bearer', params: { error: 'x\r\nSet-Cookie: y' } })).toThrow(
      TypeError,
    )
  })

  test('a parameter is never read out of a quoted string', () => {
    const [challenge] = parseChallenges(
      'Bearer error_description="see error=\\"insufficient_claims\\", claims=e30"',
    )
    expect(Object.keys(challenge?.params ?? {})).toEqual(['error_description'])
  })
})

describe('claims', () => {
  test('base64 and base64url, padded or not, say the same', () => {
    const base64 = encodeClaims(CLAIMS)
    const base64url = base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
    expect(decodeClaims(base64)).toBe(CLAIMS)
    expect(decodeClaims(base64url)).toBe(CLAIMS)
  })

  test('text outside ASCII survives', () => {
    expect(decodeClaims(encodeClaims('{"n":"Zoë"}'))).toBe('{"n":"Zoë"}')
  })

  test.each(['', '%%%', 'bm90IGpzb24='])('%j holds no claims', (encoded) => {
    expect(() => decodeClaims(encoded)).toThrow(TypeError)
  })
})

describe('RFC 9470', () => {
  test('contexts and age are read', () => {
    expect(readStepUp({ acr_values: 'urn:a  c1', max_age: '300' })).toEqual({
      acrValues: ['urn:a', 'c1'],
      maxAge: 300,
    })
    expect(readStepUp({})).toEqual({})
  })

  test.each(['-1', '1e3', '', '99999999999', 'soon'])('%j is no age', (max_age) => {
    expect(readStepUp({ max_age })).toEqual({})
  })
})

test('words that no challenge could hold are left out', () => {
  expect(readWords('Files.Read Fil\u00e9s.Read "x" a\tb \\')).toEqual(['Files.Read'])
  expect(readWords(undefined)).toEqual([])
})
