import { randomBytes } from 'node:crypto'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { openAccessControl } from './access/access-control.ts'
import type { Clock } from './clock.ts'
import { createVaultCipher } from './envelope/create-vault-cipher.ts'
import type { VaultCipher } from './envelope/vault-cipher.ts'
import { openFileKeks } from './kek/file-keks.ts'
import type { Keks } from './kek/keks.ts'
import { github } from './providers/github.ts'
import { createTestProvider, fetchOf, providersOf, settingsAt } from './provider.fixture.ts'
import { openLinkStore } from './store/sql-link-store.ts'
import { createVault } from './vault.ts'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'

export const TENANT = '11111111-2222-4333-8444-555555555555'
export const MCP_GITHUB = 'a1b00000-0000-4000-8000-000000004412'
export const SCOPES = ['read:user', 'issues:read']

/** The real cipher, under a new key of its own. */
export async function testCipher(): Promise<VaultCipher> {
  return (await testKeys()).cipher
}

/** The same, with what turns the key over. */
export async function testKeys(): Promise<{ keks: Keks; cipher: VaultCipher }> {
  const keks = openFileKeks(mkdtempSync(join(tmpdir(), `kek-${randomBytes(4).toString('hex')}-`)))
  await keks.renew()
  return { keks, cipher: createVaultCipher(keks) }
}

/** For tests: the parts of the vault on an empty store, one provider, and a clock to turn. */
export async function startVault() {
  const time = { now: 1_760_000_000_000 }
  const clock: Clock = {
    now: () => time.now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const wake = setTimeout(resolve, Math.min(milliseconds, 25))
        signal?.addEventListener('abort', () => (clearTimeout(wake), resolve()))
      }),
  }
  const provider = createTestProvider({ now: clock.now })
  const providers = providersOf(github(settingsAt('http://localhost:1')))
  const database = await openSqlDatabase({}, ':memory:')
  const store = await openLinkStore(database, clock.now)
  const cipher = await testCipher()
  const audit = memoryAuditLog('token-vault')
  const accessControl = openAccessControl(providers, [
    { application: 'mcp-github', provider: 'github', scopes: [...SCOPES, 'issues:write'] },
  ])
  const network = { down: false }
  const reach = fetchOf({ 'http://localhost:1': provider })
  const troubles: unknown[] = []
  const parts = {
    store,
    cipher,
    providers,
    audit,
    clock,
    fetch: (...request: Parameters<typeof reach>) =>
      network.down ? Promise.reject(new TypeError('fetch failed')) : reach(...request),
    onTrouble: (error: unknown) => void troubles.push(error),
  }
  const vault = createVault(parts)
  const ownerOf = (oid: string) => ({ tid: TENANT, oid, client: MCP_GITHUB })
  const link = async (oid: string, label = oid) => {
    const granted = provider.authorize(label, SCOPES)
    await vault.links.store(ownerOf(oid), { ...granted, provider: 'github' })
    return granted.grant
  }
  const access = (
    oid: string,
    { scopes = ['issues:read'], rejected = undefined as number | undefined } = {},
  ) => vault.access({ owner: ownerOf(oid), row: accessControl.rows[0]!, scopes, rejected })
  return {
    vault,
    another: () => createVault(parts),
    provider,
    network,
    store,
    cipher,
    audit,
    time,
    troubles,
    ownerOf,
    link,
    access,
    records: (event: string) => audit.records.filter((record) => record.event === event),
  }
}
