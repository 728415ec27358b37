import { expect, test } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

test('seconds and dates are read', () => {
  expect(readRetryAfter('17')).toEqual({ retryAfter: 17 })
  const inTenSeconds = new Date(Date.now() + 10_000).toUTCString()
  expect(readRetryAfter(inTenSeconds).retryAfter).toBeGreaterThan(7)
  expect(readRetryAfter(inTenSeconds).retryAfter).toBeLessThanOrEqual(10)
})

test.each([null, undefined, '', '-1', 'soon', '0', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
  '%j says nothing',
  (header) => {
    expect(readRetryAfter(header)).toEqual({})
  },
)
