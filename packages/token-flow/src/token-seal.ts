import { Secret } from '@chain-of-trust/auth-core'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
/** NIST SP 800-38D: 96-bit nonces, drawn at random; far fewer than 2^32 of them under one key. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

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
    seal(token, owner) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      cipher.setAAD(bytesOf(owner))
      const text = Buffer.concat([cipher.update(token.reveal(), 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text])
    },
    open(sealed, owner) {
      const nonce = sealed.subarray(0, NONCE_BYTES)
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      const text = sealed.subarray(NONCE_BYTES + TAG_BYTES)
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(bytesOf(owner))
        decipher.setAuthTag(tag)
        return new Secret(Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8'))
      } catch {
        return undefined
      }
    },
  }
}

/** JSON, so that no two owners read alike: `["ab","c"]` is not `["a","bc"]`. */
function bytesOf(owner: Owner): Buffer {
  return Buffer.from(JSON.stringify(owner))
}
