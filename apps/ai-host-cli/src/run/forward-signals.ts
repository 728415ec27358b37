import type { ChildProcess } from 'node:child_process'
import process from 'node:process'

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** MCP clients give two seconds between SIGTERM and SIGKILL, and after that nobody is left to end the server. */
const GRACE = 1500

interface Signals {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
}

export interface Forwarding {
  /** Resolves with the first signal when the grace is over and the server has been killed. */
  readonly overdue: Promise<NodeJS.Signals>
  /** Gives the signals back. */
  stop(): void
}

/**
 * Hands the signals that end a program on to `child`, and kills it when it is deaf to them.
 * @param grace milliseconds between the first signal and SIGKILL
 */
export function forwardSignals(
  child: Pick<ChildProcess, 'kill'>,
  { from = process, grace = GRACE }: { from?: Signals; grace?: number } = {},
): Forwarding {
  const { promise: overdue, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let deadline: NodeJS.Timeout | undefined
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal)
    deadline ??= setTimeout(() => {
      child.kill('SIGKILL')
      resolve(signal)
    }, grace)
  }
  for (const signal of FORWARDED) from.on(signal, forward)
  return {
    overdue,
    stop() {
      clearTimeout(deadline)
      for (const signal of FORWARDED) from.off(signal, forward)
    },
  }
}
