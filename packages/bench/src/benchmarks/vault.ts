import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import type { Benchmark } from '../harness/benchmark.ts'
import { compare, judge } from '../harness/result.ts'

const MEASURE = fileURLToPath(new URL('../../../../apps/token-vault/src/measure/main.ts', import.meta.url))

interface Latency {
  p99: number
}
/** How a database bears a rotation. */
interface Rotated {
  quiet: Latency
  busy: Latency
  rotation: { rewrapped: number; ms: number }
}
interface Output extends Rotated {
  open: number[]
  floor: number[]
  few: number[]
  many: number[]
}

/** The token vault's rows: what the envelope costs, what their number costs, and what a rotation costs the calls. */
export const vault: Benchmark = {
  name: 'vault',
  over: 'system',
  async run({ quick }) {
    const rows = quick === true ? 1000 : 100_000
    const measured = (await measure(rows)) as Output
    const onPostgres = await measureOnPostgres(rows)
    const names = {
      open: 'vault row, opened',
      floor: 'one AES-256-GCM decryption alone (floor)',
      few: 'the same with 1,000 rows',
      many: `vault row, found and opened, ${rows} rows`,
    }
    const byName = new Map(
      Object.entries(names).map(([key, name]) => [name, measured[key as keyof typeof names]]),
    )
    return [
      compare(byName, { ours: names.open, against: names.floor, as: 'time' }),
      compare(byName, {
        ours: names.many,
        against: names.few,
        as: 'time',
        target: { is: 'at most', value: 2 },
      }),
      ...rotationOf(rows, 'SQLite', measured),
      ...rotationOf(rows, 'PostgreSQL', onPostgres),
    ]
  },
}

function rotationOf(rows: number, database: string, { quiet, busy, rotation }: Rotated) {
  if (rotation.rewrapped !== rows) throw new Error(`the rotation on ${database} left rows behind`)
  const call = `vault call while ${rows} rows are rotated on ${database}, p99`
  return [
    inMilliseconds(call, 'when nothing is rotated, p99', busy.p99, quiet.p99),
    inMilliseconds(`rotation of ${rows} rows on ${database}`, 'a minute', rotation.ms, 60_000, 1),
  ]
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

async function measureOnPostgres(rows: number): Promise<Rotated> {
  const { url, passwordFile, stop } = await startPostgres()
  try {
    return await measure(rows, url, passwordFile)
  } finally {
    await stop()
  }
}

async function measure(rows: number, ...database: string[]): Promise<Rotated> {
  const child = spawn(process.execPath, [MEASURE, String(rows), ...database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the measurement ended with ${code}`)
  return JSON.parse(said) as Rotated
}
