import type { Secret } from '@chain-of-trust/auth-core'
import type { Owner } from '../store/link-store.ts'

export { Unsealable } from './unsealable.ts'

/** What a provider gave us for one person and one MCP server. */
export interface ProviderTokens {
  accessToken: Secret
  /** Never leaves the vault. */
  refreshToken: Secret | undefined
}

/** Provider tokens as they are kept: nothing here can be read without the key-encryption key. */
export interface Sealed {
  /** Which key-encryption key wraps the data key. */
  kekId: string
  wrappedKey: Uint8Array
  ciphertext: Uint8Array
}

/**
 * Envelope encryption: AES-256-GCM under a data key of its own for each seal, wrapped by the key-encryption key. Both
 * are bound to tenant, person, MCP server, provider and generation, so what is sealed for one row opens in no other.
 */
export interface VaultCipher {
  /** @throws KekUnavailable when the key-encryption key cannot be had */
  seal: (tokens: ProviderTokens, owner: Owner, provider: string, generation: number) => Promise<Sealed>
  /**
   * Makes the envelope before there is a letter: the data key is wrapped, and what comes back seals at once, without the
   * key-encryption key. Whoever holds tokens that are nowhere else yet must not have to wait for a key vault.
   * @throws KekUnavailable
   */
  prepare: (owner: Owner, provider: string, generation: number) => Promise<(tokens: ProviderTokens) => Sealed>
  /**
   * @throws Unsealable when it was not sealed for just this row, or was changed since
   * @throws KekUnavailable when its key-encryption key is missing, or the key vault does not answer
   */
  open: (sealed: Sealed, owner: Owner, provider: string, generation: number) => Promise<ProviderTokens>
  /**
   * The same data key under another key-encryption key; the tokens are not opened.
   * @throws Unsealable, KekUnavailable as `open` does
   */
  rewrap: (
    sealed: Sealed,
    owner: Owner,
    provider: string,
    generation: number,
    kekId: string,
  ) => Promise<Pick<Sealed, 'kekId' | 'wrappedKey'>>
}
