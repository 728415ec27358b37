import { Secret } from '@chain-of-trust/auth-core'
import { decryptAesGcm, encryptAesGcm } from '@chain-of-trust/auth-core'
import { randomBytes } from 'node:crypto'
import type { Keks } from '../kek/keks.ts'
import type { Owner } from '../store/link-store.ts'
import { Unsealable } from './unsealable.ts'
import type { ProviderTokens, VaultCipher } from './vault-cipher.ts'

const DATA_KEY_BYTES = 32

/** The vault's cipher over these key-encryption keys. A data key is in memory only while it is used. */
export function createVaultCipher(keks: Keks): VaultCipher {
  async function prepare(owner: Owner, provider: string, generation: number) {
    const aad = bindingOf(owner, provider, generation)
    const kekId = await keks.current()
    const dataKey = randomBytes(DATA_KEY_BYTES)
    const wrappedKey = await keks.wrap(kekId, dataKey, aad)
    let used = false
    return (tokens: ProviderTokens) => {
      if (used) throw new Error('a data key seals once')
      used = true
      const ciphertext = encryptAesGcm(dataKey, plaintextOf(tokens), aad)
      dataKey.fill(0)
      return { kekId, wrappedKey, ciphertext }
    }
  }

  return {
    prepare,
    async seal(tokens, owner, provider, generation) {
      return (await prepare(owner, provider, generation))(tokens)
    },
    async open({ kekId, wrappedKey, ciphertext }, owner, provider, generation) {
      const aad = bindingOf(owner, provider, generation)
      const dataKey = await keks.unwrap(kekId, wrappedKey, aad)
      try {
        const plaintext = decryptAesGcm(dataKey, ciphertext, aad)
        if (plaintext === undefined) throw new Unsealable()
        return tokensIn(plaintext)
      } finally {
        dataKey.fill(0)
      }
    },
    async rewrap({ kekId: from, wrappedKey }, owner, provider, generation, kekId) {
      const aad = bindingOf(owner, provider, generation)
      const dataKey = await keks.unwrap(from, wrappedKey, aad)
      try {
        return { kekId, wrappedKey: await keks.wrap(kekId, dataKey, aad) }
      } finally {
        dataKey.fill(0)
      }
    },
  }
}

/** JSON, so that no two rows read alike: `["ab","c"]` is not `["a","bc"]`. */
function bindingOf({ tid, oid, client }: Owner, provider: string, generation: number): Uint8Array {
  return Buffer.from(JSON.stringify([tid, oid, client, provider, generation]))
}

function plaintextOf({ accessToken, refreshToken }: ProviderTokens): Uint8Array {
  return Buffer.from(JSON.stringify([accessToken.reveal(), refreshToken?.reveal() ?? null]))
}

function tokensIn(plaintext: Buffer): ProviderTokens {
  const [accessToken, refreshToken] = JSON.parse(plaintext.toString('utf8')) as [string, string | null]
  plaintext.fill(0)
  return {
    accessToken: new Secret(accessToken),
    refreshToken: refreshToken === null ? undefined : new Secret(refreshToken),
  }
}
