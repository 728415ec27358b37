import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { VaultState } from '../store/open-state.ts'
import { access, ownerOf, type Settings } from './fill.ts'

const COMMAND = fileURLToPath(new URL('../commands/vault.ts', import.meta.url))

/** A rotation by another process, and what calls take before it and while it runs. */
export async function measureRotation(state: VaultState, settings: Settings, rows: number) {
  const quiet = await latencies(state, rows, () => new Promise((resolve) => setTimeout(resolve, 2000)))
  let rotation = { rewrapped: 0, ms: 0, rowsPerSecond: 0 }
  const busy = await latencies(state, rows, async () => {
    rotation = await rotateElsewhere(settings)
  })
  return { quiet, busy, rotation }
}

/** Milliseconds that accesses and a written last use take while `work` goes on, one after the other. */
async function latencies(state: VaultState, rows: number, work: () => Promise<void>) {
  let done = false
  const ended = work().finally(() => (done = true))
  const taken: number[] = []
  const finished = () => done
  for (let step = 0; !finished(); step++) {
    const index = (step * 7919) % rows
    const started = performance.now()
    await access(state, index)
    await state.store.used(ownerOf(index), step + 1)
    taken.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await ended
  taken.sort((a, b) => a - b)
  const at = (part: number) => taken[Math.floor((taken.length - 1) * part)] ?? 0
  return { calls: taken.length, median: at(0.5), p99: at(0.99), most: at(1) }
}

async function rotateElsewhere(settings: Settings) {
  const env = settings as unknown as Record<string, string>
  const child = spawn(process.execPath, [COMMAND, 'rotate', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error('the rotation failed')
  return JSON.parse(said) as { rewrapped: number; ms: number; rowsPerSecond: number }
}
