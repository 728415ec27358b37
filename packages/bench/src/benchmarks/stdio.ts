import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Benchmark } from '../harness/benchmark.ts'
import { compare } from '../harness/result.ts'

const MEASURE = fileURLToPath(
  new URL('../../../../apps/ai-host-cli/src/run/overhead.fixture.ts', import.meta.url),
)

type Pair = Record<'direct' | 'launched', number[]>

/** A message through `ai-host-cli run` against the same server on a direct pipe: wall time, there and back. */
export const stdio: Benchmark = {
  name: 'stdio',
  over: 'system',
  async run({ quick }) {
    const calls = quick === true ? 64 : 2000
    const { stdout } = await promisify(execFile)(process.execPath, [MEASURE, String(calls)])
    const { alone, together } = JSON.parse(stdout) as Record<'alone' | 'together', Pair>
    return [side('stdio call, one at a time', alone), side('stdio call, 32 at a time', together)]
  },
}

function side(name: string, { direct, launched }: Pair) {
  const ours = `${name}, through the launcher`
  const against = 'the same on a direct pipe'
  const measured = new Map([
    [ours, launched],
    [against, direct],
  ])
  return { ...compare(measured, { ours, against, as: 'time' }), unit: 'wall µs per operation' as const }
}
