import { expect, test } from 'vitest'
import { currentTrace, withTrace } from './trace-context.ts'

const ID = '4bf92f3577b34da6a3ce929d0e0e4736'

test('the trace goes on, with a span of our own', () => {
  const trace = withTrace(`00-${ID}-00f067aa0ba902b7-01`, currentTrace)
  expect(trace?.traceId).toBe(ID)
  expect(trace?.traceparent).toMatch(new RegExp(`^00-${ID}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
})

test.each([undefined, '', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
  '%j starts a new trace',
  (header) => {
    expect(withTrace(header, currentTrace)?.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
  },
)

test('each request keeps its own trace across its awaits', async () => {
  const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(32))
  const seen = await Promise.all(
    ids.map((id) =>
      withTrace(`00-${id}-00f067aa0ba902b7-01`, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return currentTrace()?.traceId
      }),
    ),
  )
  expect(seen).toEqual(ids)
})
