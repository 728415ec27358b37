/**
 * Measures the vault's envelope and store, for packages/bench, which may not import an app.
 * Arguments: rows of the large store; then, to measure a rotation on PostgreSQL, its URL and password file. Without
 * them it is SQLite. One JSON object on stdout; lists hold CPU µs per operation, by round.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decryptAesGcm, encryptAesGcm } from '@chain-of-trust/auth-core'
import type { VaultState } from '../store/open-state.ts'
import { access, fill, ownerOf, type Settings } from './fill.ts'
import { measureRotation } from './rotation.ts'

const ROUNDS = 9
const [count, DATABASE_URL, DATABASE_PASSWORD_FILE] = process.argv.slice(2)
const rows = Number(count)
const small = Math.min(1000, rows)
const operations = Math.min(2000, rows)
const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-measure-'))

try {
  const measured = DATABASE_URL === undefined ? await onSqlite() : await onPostgres()
  process.stdout.write(`${JSON.stringify(measured)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function settingsOf(name: string): Settings {
  return { STATE_DIR: join(folder, name), KEK_PROVIDER: 'file' }
}

async function onSqlite() {
  const settings = settingsOf('many')
  const [few, many] = [await fill(settingsOf('few'), small), await fill(settings, rows)]
  const result = { ...(await measure(few, many)), ...(await measureRotation(many, settings, rows)) }
  await Promise.all([few, many].map(({ database }) => database.close()))
  return result
}

async function onPostgres() {
  const settings = { ...settingsOf('many'), DATABASE_URL, DATABASE_PASSWORD_FILE }
  const many = await fill(settings, rows)
  const result = await measureRotation(many, settings, rows)
  await many.database.close()
  return result
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
