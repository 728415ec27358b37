import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Benchmark } from '../harness/benchmark.ts'
import { compare, judge } from '../harness/result.ts'

const MEASURE = fileURLToPath(new URL('../../../../apps/token-vault/src/measure/main.ts', import.meta.url))

interface Latency {
  p99: number
}
interface Output {
  open: number[]
  floor: number[]
  few: number[]
  many: number[]
  quiet: Latency
  busy: Latency
  rotation: { rewrapped: number; ms: number }
}

/** The token vault's rows: what the envelope costs, what their number costs, and what a rotation costs the calls. */
export const vault: Benchmark = {
  name: 'vault',
  over: 'system',
  async run({ quick }) {
    const rows = quick === true ? 1000 : 100_000
    const { quiet, busy, rotation, ...measured } = await measure(rows)
    if (rotation.rewrapped !== rows) throw new Error('the rotation left rows behind')
    const names = {
      open: 'vault row, opened',
      floor: 'one AES-256-GCM decryption alone (floor)',
      few: 'the same with 1,000 rows',
      many: `vault row, found and opened, ${rows} rows`,
    }
    const byName = new Map(
      Object.entries(names).map(([key, name]) => [name, measured[key as keyof typeof names]]),
    )
    const rotated = `vault call while ${rows} rows are rotated, p99`
    return [
      compare(byName, { ours: names.open, against: names.floor, as: 'time' }),
      compare(byName, {
        ours: names.many,
        against: names.few,
        as: 'time',
        target: { is: 'at most', value: 2 },
      }),
      inMilliseconds(rotated, 'when nothing is rotated, p99', busy.p99, quiet.p99),
      inMilliseconds(`rotation of ${rows} rows`, 'a minute', rotation.ms, 60_000, 1),
    ]
  },
}

function inMilliseconds(measured: string, against: string, ours: number, baseline: number, most?: number) {
  const ratio = ours / baseline
  return judge({
    name: `${measured} / ${against}`,
    measured,
    against,
    ours,
    baseline,
    ratio,
    spread: [ratio, ratio],
    unit: 'ms',
    ...(most === undefined ? {} : { target: { is: 'at most', value: most } }),
  })
}

async function measure(rows: number): Promise<Output> {
  const child = spawn(process.execPath, [MEASURE, String(rows)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the measurement ended with ${code}`)
  return JSON.parse(said) as Output
}
