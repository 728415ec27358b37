/**
 * Measures the vault's envelope and store on SQLite, for packages/bench, which may not import an app.
 * Argument: rows of the large store. One JSON object on stdout; lists hold CPU µs per operation, by round.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Secret } from '@chain-of-trust/auth-core'
import { decryptAesGcm, encryptAesGcm } from '@chain-of-trust/token-flow'
import { openState, type VaultState } from '../store/open-state.ts'

const ROUNDS = 9
const rows = Number(process.argv[2])
const small = Math.min(1000, rows)
const operations = Math.min(2000, rows)
const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-measure-'))

try {
  const [few, many] = [await fill('few', small), await fill('many', rows)]
  const measured = await measure(few, many)
  const quiet = await latencies(many, () => new Promise((resolve) => setTimeout(resolve, 2000)))
  let rotation = { rewrapped: 0, ms: 0, rowsPerSecond: 0 }
  const busy = await latencies(many, async () => {
    rotation = await rotateElsewhere('many')
  })
  process.stdout.write(`${JSON.stringify({ ...measured, quiet, busy, rotation })}\n`)
  await Promise.all([few, many].map(({ database }) => database.close()))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function ownerOf(index: number) {
  return { tid: 'tenant', oid: `person-${index}`, client: 'mcp-github' }
}

async function fill(name: string, count: number): Promise<VaultState> {
  const settings = { STATE_DIR: join(folder, name), KEK_PROVIDER: 'file' as const }
  const state = await openState(settings, () => {
    throw new Error('not asked for')
  })
  await state.database.run('pragma synchronous = off')
  for (let index = 0; index < count; index++) {
    const tokens = { accessToken: token(), refreshToken: token() }
    await state.store.insert({
      owner: ownerOf(index),
      provider: 'github',
      state: 'linked',
      generation: 1,
      account: { id: String(index), name: 'account' },
      scopes: ['issues:read'],
      expiresAt: 0,
      sealed: await state.cipher.seal(tokens, ownerOf(index), 'github', 1),
      linkedAt: 0,
    })
  }
  await state.database.run('pragma synchronous = full')
  return state
}

function token(): Secret {
  return new Secret(randomBytes(40).toString('base64url'))
}

/** One access: the row is found and opened. */
async function access({ store, cipher }: VaultState, index: number): Promise<void> {
  const link = await store.find(ownerOf(index))
  if (link === undefined) throw new Error('a row is gone')
  await cipher.open(link.sealed, link.owner, link.provider, link.generation)
}

async function measure(few: VaultState, many: VaultState) {
  const link = (await few.store.find(ownerOf(0)))!
  const [key, aad] = [randomBytes(32), randomBytes(100)]
  const sealed = encryptAesGcm(key, randomBytes(120), aad)
  const candidates = {
    open: async () => void (await few.cipher.open(link.sealed, link.owner, 'github', 1)),
    floor: async () => void decryptAesGcm(key, sealed, aad),
    few: (step: number) => access(few, (step * 7919) % small),
    many: (step: number) => access(many, (step * 7919) % rows),
  }
  const result: Record<keyof typeof candidates, number[]> = { open: [], floor: [], few: [], many: [] }
  const names = Object.keys(candidates) as (keyof typeof candidates)[]
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const before = process.cpuUsage()
      for (let step = 0; step < operations; step++) await candidates[name](step)
      const { user, system } = process.cpuUsage(before)
      // The first round warms up.
      if (round >= 0) result[name].push((user + system) / operations)
    }
  }
  return result
}

/** Milliseconds that accesses and a written last use take while `work` goes on, one after the other. */
async function latencies(state: VaultState, work: () => Promise<void>) {
  let done = false
  const ended = work().finally(() => (done = true))
  const taken: number[] = []
  const finished = () => done
  for (let step = 0; !finished(); step++) {
    const started = performance.now()
    await access(state, (step * 7919) % rows)
    await state.store.used(ownerOf((step * 7919) % rows), step + 1)
    taken.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await ended
  taken.sort((a, b) => a - b)
  const at = (part: number) => taken[Math.floor((taken.length - 1) * part)] ?? 0
  return { calls: taken.length, median: at(0.5), p99: at(0.99), most: at(1) }
}

async function rotateElsewhere(name: string) {
  const command = fileURLToPath(new URL('../commands/vault.ts', import.meta.url))
  const env = { STATE_DIR: join(folder, name) }
  const child = spawn(process.execPath, [command, 'rotate', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error('the rotation failed')
  return JSON.parse(said) as { rewrapped: number; ms: number; rowsPerSecond: number }
}
