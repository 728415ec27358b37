import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeClaims, encodeClaims, formatChallenge, parseChallenges, type Challenge } from './challenge.ts'

// 0 to 127 without the controls that RFC 9110 keeps out of a quoted string; the tab is in.
const quotable = fc.string({
  unit: fc.constantFrom('\t', ...Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index))),
})
const tokenCharacter = fc.constantFrom(..."!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz".split(''))
const name = fc
  .string({ unit: tokenCharacter, minLength: 1, maxLength: 12 })
  .filter((text) => text !== '__proto__')
const scheme = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/)
const challenge: fc.Arbitrary<Challenge> = fc.record({
  scheme,
  params: fc.dictionary(name, quotable, { maxKeys: 6, noNullPrototype: true }),
})

test('whatever can be written is read back, several in one field too', () => {
  fc.assert(
    fc.property(fc.array(challenge, { minLength: 1, maxLength: 4 }), (challenges) => {
      expect(parseChallenges(challenges.map(formatChallenge).join(', '))).toEqual(challenges)
    }),
    { numRuns: 1000 },
  )
})

test('no text makes the parser throw, or hang', () => {
  const pieces = fc.constantFrom(
    '"',
    '\\',
    ',',
    '=',
    ' ',
    '\t',
    'Bearer',
    'error',
    'a',
    '\u0000',
    'é',
    '==',
    '\\"',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map((all) => all.join('')),
      ),
      (header) => {
        expect(Array.isArray(parseChallenges(header))).toBe(true)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a parameter is never read out of a quoted string, whatever is in there', () => {
  fc.assert(
    fc.property(quotable, fc.constantFrom('claims', 'error', 'resource_metadata'), (noise, planted) => {
      const description = `${noise}", ${planted}="planted", Evil ${planted}=x, ${noise}`
      const written = formatChallenge({ scheme: 'Bearer', params: { error_description: description } })
      expect(parseChallenges(written)).toEqual([
        { scheme: 'Bearer', params: { error_description: description } },
      ])
    }),
    { numRuns: 1000 },
  )
})

test('what cannot be quoted is not written', () => {
  const control = fc.constantFrom('\r', '\n', '\0', '\x1b', '\x7f', 'é')
  fc.assert(
    fc.property(quotable, control, quotable, (before, bad, after) => {
      const params = { error: before + bad + after }
      expect(() => formatChallenge({ scheme: 'Bearer', params })).toThrow(TypeError)
    }),
  )
})

test('claims survive the journey, in base64 and base64url, padded or not', () => {
  fc.assert(
    fc.property(fc.json(), (claims) => {
      const base64 = encodeClaims(claims)
      const base64url = base64.replaceAll('+', '-').replaceAll('/', '_')
      for (const form of [base64, base64url, base64.replace(/=+$/, ''), base64url.replace(/=+$/, '')])
        expect(decodeClaims(form)).toBe(claims)
    }),
    { numRuns: 500 },
  )
})

test('no text makes the claims codec throw anything but a TypeError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
      let claims = 'null'
      let thrown: unknown = new TypeError()
      try {
        claims = decodeClaims(text)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(TypeError)
      expect(() => JSON.parse(claims)).not.toThrow()
    }),
    { numRuns: 1000 },
  )
})
