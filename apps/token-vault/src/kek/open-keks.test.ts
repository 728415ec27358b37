import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@chain-of-trust/service-kit'
import { expect, test } from 'vitest'
import { openFileKeks } from './file-keks.ts'
import { openKeks } from './open-keks.ts'

const client = () => {
  throw new Error('no client is needed for files')
}
const settings = (change: object = {}) => ({
  STATE_DIR: mkdtempSync(join(tmpdir(), 'chain-of-trust-')),
  KEK_PROVIDER: 'file' as const,
  ...change,
})
const uses = (...usage: { kekId: string; rows: number }[]) => ({ usage: async () => usage })

test('the first key of all is made for a store without rows, where the state is or where it is told', async () => {
  const state = settings()
  const id = await (await openKeks(state, uses(), client)).current()
  expect(readdirSync(join(state.STATE_DIR, 'keys', 'token-vault-kek'))).toEqual([`${id}.key`])
  expect(await (await openKeks(state, uses(), client)).list()).toEqual([id])
  const KEK_DIR = join(state.STATE_DIR, 'elsewhere')
  await openKeks(settings({ KEK_DIR }), uses(), client)
  expect(readdirSync(KEK_DIR)).toHaveLength(1)
})

test('does not start, and makes no key, when the rows need one that is not there', async () => {
  const state = settings()
  const folder = join(state.STATE_DIR, 'keys', 'token-vault-kek')
  const used = uses({ kekId: '0001-00000000', rows: 12 }, { kekId: '0002-00000000', rows: 3 })
  const failure: unknown = await openKeks(state, used, client).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ConfigError)
  expect((failure as ConfigError).problems).toEqual([
    'key-encryption key 0001-00000000 is missing: the links it seals (12) do not open',
    'key-encryption key 0002-00000000 is missing: the links it seals (3) do not open',
  ])
  expect(readdirSync(folder)).toEqual([])

  // One that is there does not stand in for another.
  rmSync(folder, { recursive: true })
  mkdirSync(folder, { mode: 0o700 })
  await openFileKeks(folder).renew()
  await expect(openKeks(state, used, client)).rejects.toThrow(ConfigError)
})

test('Azure Key Vault is asked for by address and name', async () => {
  const azure = settings({ KEK_PROVIDER: 'azure' as const })
  await expect(openKeks(azure, uses(), client)).rejects.toThrow('needs KEK_VAULT_URL and KEK_NAME')
})
