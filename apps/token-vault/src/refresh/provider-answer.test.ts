import { expect, test } from 'vitest'
import { readRenewal } from './provider-answer.ts'

const answer = { access_token: 'a', token_type: 'bearer' } as const

test.each([
  [600, 600],
  [600.7, 600],
  [1e300, 366 * 86_400],
  [undefined, 3600],
])('a lifetime of %s seconds is kept as %i', (said, kept) => {
  const read = readRenewal(said === undefined ? answer : { ...answer, expires_in: said })
  expect(read).toMatchObject({ outcome: 'renewed', expiresIn: kept })
})

test('a token that wants a proof of possession is none that can be handed out', () => {
  expect(readRenewal({ ...answer, token_type: 'dpop' })).toMatchObject({ outcome: 'unavailable' })
})
