import { CryptographyClient, KeyClient, type CryptographyClientOptions } from '@azure/keyvault-keys'
import { createHash, timingSafeEqual } from 'node:crypto'
import { Unsealable } from '../envelope/unsealable.ts'
import type { AzureCredential } from './application-credential.ts'
import { KekUnavailable, type Keks } from './keks.ts'

const ALGORITHM = 'RSA-OAEP-256'
const DATA_KEY_BYTES = 32
/** Milliseconds that a call may take, its one repetition included. */
const TIMEOUT = 5000
/** Milliseconds for which the newest version is taken to be the newest. */
const CURRENT = 60_000

export interface AzureKeksOptions {
  /** `https://<name>.vault.azure.net` */
  vaultUrl: string
  /** Of an RSA key, 2048 bits or more. */
  keyName: string
  credential: AzureCredential
  httpClient?: CryptographyClientOptions['httpClient']
  now?: () => number
}

/**
 * The versions of an RSA key in Azure Key Vault. The private key never leaves it: each data key is unwrapped there, by a
 * call that its log shows, and disabling a version closes what it wraps at once.
 *
 * RSA-OAEP takes no additional data. What a wrapped key is bound to is therefore wrapped along, as its SHA-256.
 */
export function openAzureKeks({
  vaultUrl,
  keyName,
  credential,
  httpClient,
  now = Date.now,
}: AzureKeksOptions): Keks {
  const options = {
    retryOptions: { maxRetries: 1, retryDelayInMs: 200 },
    ...(httpClient ? { httpClient } : {}),
  }
  const keys = new KeyClient(vaultUrl, credential, options)
  const clients = new Map<string, CryptographyClient>()
  let newest: { id: string; until: number } | undefined

  function clientOf(kekId: string): CryptographyClient {
    const known = clients.get(kekId)
    if (known !== undefined) return known
    const made = new CryptographyClient(
      new URL(`/keys/${keyName}/${kekId}`, vaultUrl).href,
      credential,
      options,
    )
    clients.set(kekId, made)
    return made
  }

  /** Enabled versions, the oldest first. */
  async function list(): Promise<string[]> {
    const found: { id: string; created: number }[] = []
    try {
      const abortSignal = AbortSignal.timeout(TIMEOUT)
      for await (const { version, enabled, createdOn } of keys.listPropertiesOfKeyVersions(keyName, {
        abortSignal,
      })) {
        if (version !== undefined && enabled !== false) {
          found.push({ id: version, created: createdOn?.getTime() ?? 0 })
        }
      }
    } catch (error) {
      throw unavailable(keyName, error)
    }
    return found.sort((a, b) => a.created - b.created).map(({ id }) => id)
  }

  async function renew(): Promise<string> {
    const id = (await list()).at(-1)
    if (id === undefined) {
      throw new KekUnavailable(keyName, `Azure Key Vault has no enabled version of it; make an RSA key there`)
    }
    newest = { id, until: now() + CURRENT }
    return id
  }

  return {
    list,
    renew,
    current: async () => (newest !== undefined && now() < newest.until ? newest.id : renew()),
    async wrap(kekId, dataKey, aad) {
      const plaintext = Buffer.concat([dataKey, digestOf(aad)])
      try {
        const { result } = await clientOf(kekId).wrapKey(ALGORITHM, plaintext, {
          abortSignal: AbortSignal.timeout(TIMEOUT),
        })
        return result
      } catch (error) {
        throw unavailable(kekId, error)
      } finally {
        plaintext.fill(0)
      }
    },
    async unwrap(kekId, wrapped, aad) {
      const plaintext = await clientOf(kekId)
        .unwrapKey(ALGORITHM, wrapped, { abortSignal: AbortSignal.timeout(TIMEOUT) })
        .then(({ result }) => result)
        .catch((error: unknown) => {
          // "BadParameter": not wrapped by this key, or altered. Everything else says nothing about the row.
          throw statusOf(error) === 400 ? new Unsealable() : unavailable(kekId, error)
        })
      const digest = plaintext.subarray(DATA_KEY_BYTES)
      const expected = digestOf(aad)
      if (digest.length !== expected.length || !timingSafeEqual(digest, expected)) throw new Unsealable()
      return plaintext.subarray(0, DATA_KEY_BYTES)
    },
    async retire(kekId) {
      if ((await list()).at(-1) === kekId) throw new KekUnavailable(kekId, 'is the current one')
      return `no link needs version ${kekId} of ${keyName} any more: disable it in Azure Key Vault`
    },
  }
}

function digestOf(aad: Uint8Array): Uint8Array {
  return createHash('sha256').update(aad).digest()
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : undefined
}

function unavailable(kekId: string, error: unknown): KekUnavailable {
  const status = statusOf(error)
  const why =
    status === 401 || status === 403
      ? 'Azure Key Vault refuses us or the version is disabled; we need the role Key Vault Crypto User'
      : status === 404
        ? 'Azure Key Vault does not have it'
        : 'Azure Key Vault does not answer'
  return new KekUnavailable(kekId, why, error)
}
