/**
 * Measures what the launcher costs: the same server of the official SDK on a direct pipe and behind the launcher, asked
 * in turn. Argument: calls in each round. Prints wall time per call in µs, one value a round, as JSON.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { startLocalIssuer } from './issuer.fixture.ts'
import { echo, echoServer, INITIALIZE, launcherOf } from './launched.fixture.ts'

const ROUNDS = 15
const WARM_UP = 3
const IN_FLIGHT = 32
const TEXT = 'x'.repeat(200)
const calls = Number(process.argv[2])

const issuer = await startLocalIssuer()
const direct = open(echoServer(issuer, '--plain'))
const launched = open(launcherOf(issuer, echoServer(issuer)))
for (const one of [direct, launched]) await one.ask([INITIALIZE])

const measured = { alone: pair(), together: pair() }
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  const order = [['direct', direct] as const, ['launched', launched] as const]
  for (const [name, process] of round % 2 === 0 ? order : order.toReversed()) {
    for (const [how, size] of [['alone', 1] as const, ['together', IN_FLIGHT] as const]) {
      const took = await time(process, size)
      if (round >= WARM_UP) measured[how][name].push(took)
    }
  }
}
process.stdout.write(JSON.stringify(measured))
for (const { child } of [direct, launched]) {
  child.stdin.end()
  await once(child, 'close')
}
issuer.close()

function pair(): Record<'direct' | 'launched', number[]> {
  return { direct: [], launched: [] }
}

function open([program, ...args]: [string, ...string[]]) {
  const child: ChildProcessWithoutNullStreams = spawn(program, args)
  child.stderr.pipe(process.stderr)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    /** Writes messages at once, and waits for as many answers, each with its own id. */
    async ask(messages: readonly string[]): Promise<void> {
      child.stdin.write(`${messages.join('\n')}\n`)
      const ids = new Set(messages.map((message) => (JSON.parse(message) as { id: number }).id))
      while (ids.size > 0) {
        const { id, result } = JSON.parse(String((await lines.next()).value)) as {
          id: number
          result?: object
        }
        if (result === undefined || !ids.delete(id)) throw new Error('another answer than was asked for')
      }
    },
  }
}

async function time(server: ReturnType<typeof open>, size: number): Promise<number> {
  const batches = Math.ceil(calls / size)
  const start = performance.now()
  for (let batch = 0; batch < batches; batch++) {
    await server.ask(Array.from({ length: size }, (_, n) => echo(1 + batch * size + n, TEXT)))
  }
  return ((performance.now() - start) * 1000) / (batches * size)
}
