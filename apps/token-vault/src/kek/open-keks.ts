import { ConfigError } from '@chain-of-trust/service-kit'
import type { ConfidentialClient } from '@chain-of-trust/token-flow'
import { join } from 'node:path'
import type { LinkStore } from '../store/link-store.ts'
import { openFileKeks } from './file-keks.ts'
import type { KekSettings } from './kek-settings.ts'
import type { Keks } from './keks.ts'

/**
 * Opens the key-encryption keys and makes sure that every row of the store has its own. The first key of all is made
 * here, for a store without rows; for one with rows it would only hide that the right one is missing.
 *
 * @param client who we are at Azure Key Vault
 * @throws ConfigError naming every key that is missing, and how many rows it takes along
 * @throws KekUnavailable when Azure Key Vault does not answer
 */
export async function openKeks(
  settings: KekSettings,
  store: Pick<LinkStore, 'usage'>,
  client: () => ConfidentialClient,
): Promise<Keks> {
  const keks = settings.KEK_PROVIDER === 'azure' ? await openAzure(settings, client) : openFolder(settings)
  const known = new Set(await keks.list())
  const missing = (await store.usage()).filter(({ kekId }) => !known.has(kekId))
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map(
        ({ kekId, rows }) =>
          `key-encryption key ${kekId} is missing: the links it seals (${rows}) do not open`,
      ),
    )
  }
  if (known.size === 0) await keks.renew()
  return keks
}

function openFolder({ KEK_DIR, STATE_DIR }: KekSettings): Keks {
  return openFileKeks(KEK_DIR ?? join(STATE_DIR, 'keys', 'token-vault-kek'))
}

async function openAzure(
  { KEK_VAULT_URL, KEK_NAME }: KekSettings,
  client: () => ConfidentialClient,
): Promise<Keks> {
  if (KEK_VAULT_URL === undefined || KEK_NAME === undefined) {
    throw new ConfigError(['KEK_PROVIDER azure: needs KEK_VAULT_URL and KEK_NAME'])
  }
  // Loaded only when it is used: the SDK takes longer to load than the rest of the vault.
  const [{ openAzureKeks }, { applicationCredential }] = await Promise.all([
    import('./azure-keks.ts'),
    import('./application-credential.ts'),
  ])
  return openAzureKeks({
    vaultUrl: KEK_VAULT_URL,
    keyName: KEK_NAME,
    credential: applicationCredential(client()),
  })
}
