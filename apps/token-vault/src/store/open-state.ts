import { openSqlDatabase, type ServiceConfig, type SqlDatabase } from '@chain-of-trust/service-kit'
import type { ConfidentialClient } from '@chain-of-trust/token-flow'
import { join } from 'node:path'
import { createVaultCipher } from '../envelope/create-vault-cipher.ts'
import type { VaultCipher } from '../envelope/vault-cipher.ts'
import type { KekSettings } from '../kek/kek-settings.ts'
import type { Keks } from '../kek/keks.ts'
import { openKeks } from '../kek/open-keks.ts'
import type { LinkStore } from './link-store.ts'
import { openLinkStore } from './sql-link-store.ts'

type Settings = KekSettings & Partial<Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>>

/** What the vault keeps, and what opens it. */
export interface VaultState {
  /** For other tables beside the links: close it last. */
  database: SqlDatabase
  store: LinkStore
  keks: Keks
  cipher: VaultCipher
}

/**
 * Opens the vault's rows (PostgreSQL, or `token-vault/vault.sqlite` in STATE_DIR) and the keys that they need.
 * @param client who we are at Azure Key Vault
 * @throws ConfigError when a key is missing that a row needs
 */
export async function openState(settings: Settings, client: () => ConfidentialClient): Promise<VaultState> {
  const database = await openSqlDatabase(settings, join(settings.STATE_DIR, 'token-vault', 'vault.sqlite'))
  try {
    const store = await openLinkStore(database)
    const keks = await openKeks(settings, store, client)
    return { database, store, keks, cipher: createVaultCipher(keks) }
  } catch (error) {
    await database.close()
    throw error
  }
}
