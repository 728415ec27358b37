import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { Evidence } from '../conditional-access/situation.ts'

/**
 * What the identity provider must know about the person when a token comes back as an assertion, and no resource may
 * read: when they signed in, when they gave a second factor. Entra ID carries such things in `aio`. Nothing is
 * stored, so it survives a restart and costs no lookup.
 */
export interface OpaqueEvidence {
  seal(evidence: Evidence): string
  /** @returns undefined for anything that was not sealed with this key */
  open(sealed: unknown): Evidence | undefined
}

const Content = z.tuple([
  z.number(),
  z.number().nullable(),
  z.array(z.string()),
  z.literal('deviceCodeFlow').optional(),
])
const IV = 12
const TAG = 16

/** @param key 32 bytes: AES-256-GCM */
export function opaqueEvidence(key: Uint8Array): OpaqueEvidence {
  return {
    seal({ authenticatedAt, mfaAt, acrs, transferMethod }) {
      const iv = randomBytes(IV)
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG })
      const content = JSON.stringify([
        authenticatedAt,
        mfaAt ?? null,
        acrs,
        ...(transferMethod === undefined ? [] : [transferMethod]),
      ])
      const sealed = [iv, cipher.update(content, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return Buffer.concat(sealed).toString('base64url')
    },
    open(sealed) {
      if (typeof sealed !== 'string') return undefined
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < IV + TAG) return undefined
      try {
        const iv = bytes.subarray(0, IV)
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG })
        decipher.setAuthTag(bytes.subarray(-TAG))
        const content = Buffer.concat([decipher.update(bytes.subarray(IV, -TAG)), decipher.final()])
        const [authenticatedAt, mfaAt, acrs, transferMethod] = Content.parse(JSON.parse(content.toString()))
        return {
          authenticatedAt,
          acrs,
          ...(mfaAt === null ? {} : { mfaAt }),
          ...(transferMethod === undefined ? {} : { transferMethod }),
        }
      } catch {
        return undefined
      }
    },
  }
}
