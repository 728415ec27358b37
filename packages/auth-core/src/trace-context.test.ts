import { expect, test } from 'vitest'
import { currentTrace, traceContext, withTrace } from './trace-context.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

test('the trace goes on, with a span of our own', () => {
  const trace = withTrace({ traceparent: `00-${ID}-00f067aa0ba902b7-01` }, currentTrace)
  expect(trace?.traceId).toBe(ID)
  expect(trace?.traceparent).toMatch(new RegExp(`^00-${ID}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
})

test.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
  '%j starts a new trace',
  (header) => {
    expect(withTrace({ traceparent: header }, currentTrace)?.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
  },
)

test('each request keeps its own trace across its awaits', async () => {
  const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(32))
  const seen = await Promise.all(
    ids.map((id) =>
      withTrace({ traceparent: `00-${id}-00f067aa0ba902b7-01` }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return currentTrace()?.traceId
      }),
    ),
  )
  expect(seen).toEqual(ids)
})

test.each([
  `00-${ID}-${'0'.repeat(16)}-01`,
  `ff-${ID}-00f067aa0ba902b7-01`,
  `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`,
  `00-${ID}-00f067aa0ba902b7-01-more`,
  `00-${ID}-00f067aa0ba902b7-01\n`,
  [`00-${ID}-00f067aa0ba902b7-01`],
])('%j names no trace (W3C Trace Context §3.2.2)', (traceparent) => {
  expect(withTrace({ traceparent }, currentTrace)?.traceId).not.toBe(ID)
})

test('a later version may say more, and is understood as far as we know it', () => {
  const traceparent = `01-${ID}-00f067aa0ba902b7-01-more`
  expect(withTrace({ traceparent }, currentTrace)?.traceId).toBe(ID)
})

const PARENT = `00-${ID}-00f067aa0ba902b7-01`

test('tracestate goes on to the next hop as it came', () => {
  const tracestate = 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'
  expect(withTrace({ traceparent: PARENT, tracestate }, traceContext)).toMatchObject({ tracestate })
  // Not beside a traceparent that is none (§3.3).
  expect(withTrace({ traceparent: 'nonsense', tracestate }, traceContext)).not.toHaveProperty('tracestate')
})

test.each([
  ['a token', 'v=eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ1cyJ9.c2ln'],
  ['a header of its own', 'v=1\r\nauthorization: x'],
  ['more than everybody must carry', `v=${'x'.repeat(511)}`],
  ['no text', ['v=1']],
])('a tracestate with %s goes nowhere', { tags: ['LOG-4'] }, (_, tracestate) => {
  const context = withTrace({ traceparent: PARENT, tracestate }, traceContext)
  expect(Object.keys(context)).toEqual(['traceparent'])
})

test('outside of any request there is no trace to hand on', () => {
  expect(traceContext()).toEqual({})
})
