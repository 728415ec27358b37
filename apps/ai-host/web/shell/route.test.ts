import { expect, test } from 'vitest'
import { hashOf, routeOf, type Route } from './route.ts'

const TRACE = 'e42a3c0ffea86d6381f9d967a473ebcf'

test.each<[string, Route]>([
  ['#/', { page: 'chat' }],
  ['#/chain', { page: 'chain' }],
  [`#/chain/${TRACE}`, { page: 'chain', trace: TRACE }],
  ['#/explain', { page: 'chain', explain: true }],
  ['#/lab', { page: 'lab' }],
])('%j names a page, and the page is written so', (hash, route) => {
  expect(routeOf(hash)).toEqual(route)
  expect(hashOf(route)).toBe(hash)
})

test.each(['#/chain/../../api', '#/chain/<b>', `#/chain/${TRACE}0`, `#/chain/${TRACE.toUpperCase()}`])(
  '%j: no trace id, and none is asked for',
  (hash) => expect(routeOf(hash)).toEqual({ page: 'chain' }),
)

test('what a sign-in or anything else leaves in the address is the conversation', () => {
  for (const hash of ['', '#code=abc&state=def']) expect(routeOf(hash)).toEqual({ page: 'chat' })
})
