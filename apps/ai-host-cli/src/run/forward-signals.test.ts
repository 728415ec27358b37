import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { forwardSignals } from './forward-signals.ts'

function start(grace: number) {
  const from = new EventEmitter()
  const got: string[] = []
  const child = {
    kill(signal?: NodeJS.Signals | number) {
      got.push(String(signal))
      return true
    },
  }
  return { from, got, forwarding: forwardSignals(child, { from, grace }) }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s goes to the server', (signal) => {
  const { from, got, forwarding } = start(60_000)
  from.emit(signal, signal)
  forwarding.stop()
  expect(got).toEqual([signal])
})

test('a server that is deaf to it is killed, once, when the grace is over', async () => {
  vi.useFakeTimers()
  try {
    const { from, got, forwarding } = start(1500)
    from.emit('SIGTERM', 'SIGTERM')
    vi.advanceTimersByTime(1000)
    from.emit('SIGINT', 'SIGINT')
    expect(got).toEqual(['SIGTERM', 'SIGINT'])
    vi.advanceTimersByTime(500)
    expect(await forwarding.overdue).toBe('SIGTERM')
    vi.advanceTimersByTime(60_000)
    expect(got).toEqual(['SIGTERM', 'SIGINT', 'SIGKILL'])
  } finally {
    vi.useRealTimers()
  }
})

test('a server that has ended is not killed, and the signals are this process’s own again', () => {
  vi.useFakeTimers()
  try {
    const { from, got, forwarding } = start(1500)
    from.emit('SIGTERM', 'SIGTERM')
    forwarding.stop()
    vi.advanceTimersByTime(60_000)
    from.emit('SIGTERM', 'SIGTERM')
    expect(got).toEqual(['SIGTERM'])
    expect(from.listenerCount('SIGTERM')).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
