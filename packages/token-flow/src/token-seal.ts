import { decryptAesGcm, encryptAesGcm, Secret } from '@chain-of-trust/auth-core'

/** Whose token it is, and which: what it is sealed for, it opens for. */
export type Owner = readonly (string | number)[]

/** Keeps tokens that must outlive a request unreadable in a database file, its backups and its journal. */
export interface TokenSeal {
  seal(token: Secret, owner: Owner): Uint8Array
  /** @returns undefined when it was sealed for another owner or with another key, or was changed */
  open(sealed: Uint8Array, owner: Owner): Secret | undefined
}

/**
 * AES-256-GCM. The owner is the additional data: a row that is copied over another one (somebody else's, or an
 * older one) does not open.
 * @param key 32 bytes
 */
export function createTokenSeal(key: Uint8Array): TokenSeal {
  return {
    seal: (token, owner) => encryptAesGcm(key, Buffer.from(token.reveal()), bytesOf(owner)),
    open(sealed, owner) {
      const token = decryptAesGcm(key, sealed, bytesOf(owner))
      return token && new Secret(token.toString('utf8'))
    },
  }
}

/** JSON, so that no two owners read alike: `["ab","c"]` is not `["a","bc"]`. */
function bytesOf(owner: Owner): Buffer {
  return Buffer.from(JSON.stringify(owner))
}
