import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Secret } from '@chain-of-trust/auth-core'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Unsealable } from '../envelope/vault-cipher.ts'
import { openFileKeks } from '../kek/file-keks.ts'
import type { Owner, StoredLink } from '../store/link-store.ts'
import { openState, type VaultState } from '../store/open-state.ts'
import { retire } from './retire.ts'
import { rotate } from './rotate.ts'
import { statusOf } from './status.ts'

const COMMAND = fileURLToPath(new URL('../commands/vault.ts', import.meta.url))
const ROTATION = fileURLToPath(new URL('rotation-process.fixture.ts', import.meta.url))
const NOW = 1_760_000_000_000

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 30_000)
afterAll(() => postgres.stop())

const DATABASES = {
  SQLite: () => ({}),
  PostgreSQL: () => ({ DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: postgres.passwordFile }),
}
const noClient = () => {
  throw new Error('no client is needed for files')
}
const ownerOf = (index: number): Owner => ({ tid: 'tenant', oid: `person-${index}`, client: 'mcp-github' })
const tokensOf = (index: number, generation = NOW) => ({
  accessToken: new Secret(`mgh_access-${index}-${generation}`),
  refreshToken: new Secret(`mghr_refresh-${index}-${generation}`),
})

describe.each(Object.keys(DATABASES) as (keyof typeof DATABASES)[])('On %s', (name) => {
  let settings: Parameters<typeof openState>[0]
  let state: VaultState
  beforeEach(async () => {
    settings = {
      STATE_DIR: mkdtempSync(join(tmpdir(), 'chain-of-trust-')),
      KEK_PROVIDER: 'file',
      ...DATABASES[name](),
    }
    state = await openState(settings, noClient)
    // The tests end processes, not the power supply.
    if (name === 'SQLite') await state.database.run('pragma synchronous = off')
    return async () => {
      await state.database.run('delete from link')
      await state.database.close()
    }
  })

  async function put(index: number) {
    const sealed = await state.cipher.seal(tokensOf(index), ownerOf(index), 'github', NOW)
    const account = { id: String(index), name: `account-${index}` }
    await state.store.insert({
      owner: ownerOf(index),
      provider: 'github',
      state: 'linked',
      generation: NOW,
      account,
      scopes: ['issues:read'],
      expiresAt: NOW + 600_000,
      sealed,
      linkedAt: NOW,
    })
  }
  const fill = async (rows: number) => {
    for (let index = 0; index < rows; index += 10) {
      await Promise.all(Array.from({ length: Math.min(10, rows - index) }, (_, more) => put(index + more)))
    }
  }
  const opened = async (index: number): Promise<string> => {
    const link = (await state.store.find(ownerOf(index)))!
    const { refreshToken } = await state.cipher.open(link.sealed, link.owner, link.provider, link.generation)
    return refreshToken!.reveal()
  }
  /** Every row opens, and holds the newest tokens that were put there. */
  const expectAllThere = async (rows: number, generations: ReadonlyMap<number, number> = new Map()) => {
    const links = await state.store.sealedUnderOther('none', rows + 1)
    const found = links.map(async ({ owner, sealed, provider, generation }) => {
      const { refreshToken } = await state.cipher.open(sealed, owner, provider, generation)
      return refreshToken!.reveal()
    })
    const expected = Array.from({ length: rows }, (_, index) => tokensOf(index, generations.get(index)))
    expect(new Set(await Promise.all(found))).toEqual(
      new Set(expected.map(({ refreshToken }) => refreshToken.reveal())),
    )
  }
  /** The clock of the key files, instead of five minutes of waiting. */
  const age = () => {
    const folder = join(settings.STATE_DIR, 'keys', 'token-vault-kek')
    for (const file of readdirSync(folder)) utimesSync(join(folder, file), 0, 0)
  }

  test('a rotation re-wraps every row and opens none; the old key goes when nothing needs it', async () => {
    const old = await state.keks.current()
    await fill(450)
    const before = (await state.store.find(ownerOf(7)))!.sealed
    const counts: number[] = []
    const result = await rotate(state, (rows) => counts.push(rows))
    expect(result).toMatchObject({ resumed: false, rewrapped: 450, unsealable: [] })
    expect(counts).toEqual([200, 400, 450])
    const after = (await state.store.find(ownerOf(7)))!.sealed
    expect(Buffer.from(after.ciphertext)).toEqual(Buffer.from(before.ciphertext))
    expect(Buffer.from(after.wrappedKey)).not.toEqual(Buffer.from(before.wrappedKey))

    expect(await retire(state)).toEqual([
      { kekId: old, retired: false, says: expect.stringContaining('until a moment ago') as string },
    ])
    age()
    expect(await retire(state)).toMatchObject([{ kekId: old, retired: true }])
    expect(await statusOf(state)).toEqual([{ kekId: result.kekId, rows: 450, current: true, missing: false }])
    await expectAllThere(450)
  }, 20_000)

  test('an old key that a row still needs stays', async () => {
    const old = await state.keks.current()
    await fill(3)
    await state.keks.renew()
    age()
    expect(await retire(state)).toEqual([
      { kekId: old, retired: false, says: '3 links still need it; run rotate first' },
    ])
    await expectAllThere(3)
  })

  test('an interrupted rotation is finished before another key is made', async () => {
    await fill(10)
    const half = await state.keks.renew()
    expect(await rotate(state)).toMatchObject({ kekId: half, resumed: true, rewrapped: 10 })
    expect(await rotate(state)).toMatchObject({ resumed: false, rewrapped: 10 })
    expect(await state.keks.list()).toHaveLength(3)
  })

  test('an altered row is named and left alone, and does not keep the others', async () => {
    await fill(5)
    const old = await state.keks.current()
    await state.database.run(
      "update link set wrapped_key = (select wrapped_key from link where oid = 'person-1') where oid = 'person-2'",
    )
    const first = await rotate(state)
    expect(first).toMatchObject({ rewrapped: 4, unsealable: [ownerOf(2)] })
    expect(await rotate(state)).toMatchObject({ resumed: false, rewrapped: 4, unsealable: [ownerOf(2)] })
    expect(await statusOf(state)).toMatchObject([{ kekId: old, rows: 1 }, { rows: 0 }, { rows: 4 }])
    await expect(opened(2)).rejects.toThrow(Unsealable)
    expect(await opened(1)).toBe(`mghr_refresh-1-${NOW}`)
  })

  /** In a process of its own, as it runs beside a vault. */
  const rotateElsewhere = () => {
    const env = { PATH: process.env['PATH'], ...(settings as unknown as Record<string, string>) }
    return spawn(process.execPath, [COMMAND, 'rotate', '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  test('calls go on while it rotates: rows open, a refresh is not undone, nothing is lost', async () => {
    const ROWS = 1000
    await fill(ROWS)
    const old = await state.keks.current()
    const generations = new Map<number, number>()
    const during = { calls: 0, refreshes: 0 }
    const refresh = async (index: number, { owner, generation: from }: StoredLink) => {
      const generation = from + 1
      const put = await state.cipher.prepare(owner, 'github', generation)
      // As long as a provider takes.
      await new Promise((resolve) => setTimeout(resolve, 2))
      const sealed = put(tokensOf(index, generation))
      const renewal = { generation, sealed, scopes: [], expiresAt: NOW, refreshedAt: NOW }
      expect(await state.store.renew(owner, from, renewal)).toBe(true)
      generations.set(index, generation)
    }
    const child = rotateElsewhere()
    const ended = once(child, 'exit')
    for (let step = 0; child.exitCode === null; step++) {
      const index = (step * 7) % ROWS
      const link = (await state.store.find(ownerOf(index)))!
      await state.cipher.open(link.sealed, link.owner, 'github', link.generation)
      await state.store.used(link.owner, NOW + step)
      if (step % 3 === 0) await refresh(index, link)
      const rotating = (await state.keks.current()) !== old
      during.calls += rotating ? 1 : 0
      during.refreshes += rotating && step % 3 === 0 ? 1 : 0
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await ended).toEqual([0, null])
    expect(during.calls).toBeGreaterThan(5)
    expect(during.refreshes).toBeGreaterThan(1)
    expect(await state.store.usage()).toEqual([{ kekId: await state.keks.current(), rows: ROWS }])
    await expectAllThere(ROWS, generations)
  }, 60_000)

  test('a rotation killed at any step loses nothing, and the next one finishes it', async () => {
    // Two batches.
    const ROWS = 250
    await fill(ROWS)
    const killed: boolean[] = []
    let code: number | null = null
    for (let step = 1; code === null; step += 1) {
      const child = spawn(process.execPath, [ROTATION, JSON.stringify(settings), String(step)], {
        env: { PATH: process.env['PATH'] },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      const stopped = once(child.stdout, 'data').then(() => child.kill('SIGKILL'))
      ;[code] = (await Promise.race([ended, stopped.then(() => ended)])) as [number | null]
      await expectAllThere(ROWS)
      killed.push((await state.store.usage()).length > 1)
    }
    // The last one found fewer steps than it was to stop at.
    expect(code).toBe(0)
    // In the middle as well, and not only before or after it all.
    expect(new Set(killed)).toEqual(new Set([true, false]))
    await rotate(state)
    expect(await state.store.usage()).toEqual([{ kekId: await state.keks.current(), rows: ROWS }])
    await expectAllThere(ROWS)
  }, 120_000)

  test('no file of the database holds a token, in clear or in base64', async () => {
    await fill(50)
    await rotate(state)
    if (name === 'PostgreSQL') await state.database.run('checkpoint')
    const folder = name === 'SQLite' ? join(settings.STATE_DIR, 'token-vault') : postgres.dataDirectory
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    expect(files.map((file) => file.name)).toContain(name === 'SQLite' ? 'vault.sqlite-wal' : 'PG_VERSION')
    let seen = 0
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name))
      // The scan sees what is in the clear: the account's name is.
      if (bytes.includes('account-7')) seen++
      for (const secret of ['mgh_access-', 'mghr_refresh-']) {
        for (const shape of [secret, ...[0, 1, 2].map((shift) => base64At(secret, shift))]) {
          expect([file.name, shape, bytes.includes(shape)]).toEqual([file.name, shape, false])
        }
      }
    }
    expect(seen).toBeGreaterThan(0)
    const kek = readFileSync(
      join(settings.STATE_DIR, 'keys', 'token-vault-kek', `${await state.keks.current()}.key`),
    )
    for (const file of files) {
      expect(readFileSync(join(file.parentPath, file.name)).includes(kek)).toBe(false)
    }
  })

  test('rows without their key do not open, and the vault does not start over them', async () => {
    await fill(2)
    const KEK_DIR = join(settings.STATE_DIR, 'restored')
    await openFileKeks(KEK_DIR).renew()
    await expect(openState({ ...settings, KEK_DIR }, noClient)).rejects.toThrow(
      'is missing: the links it seals (2)',
    )
    await expectAllThere(2)
  })
})

/** The characters of base64 that `text` gives when it begins `shift` bytes into a group of three. */
function base64At(text: string, shift: number): string {
  const whole = Buffer.from(`${'\0'.repeat(shift)}${text}`)
    .toString('base64')
    .replace(/=+$/, '')
  return whole.slice(shift === 0 ? 0 : 4, -3)
}
