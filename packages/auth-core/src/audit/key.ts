import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { AuditFiles } from './files.ts'

/** An Ed25519 key that vouches for one service's log. */
export interface AuditKey {
  key: KeyObject
  /** SHA-256 of the public key (DER SPKI), hex: the log's first record names it. */
  id: string
}

/** The service's signing key, made at the first start; its public half is written beside it. */
export function openAuditKey({ privateKey: file, publicKey }: AuditFiles): AuditKey {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  }
  const key = createPrivateKey(readFileSync(file))
  const pair = createPublicKey(key)
  if (!existsSync(publicKey)) writeFileSync(publicKey, pair.export({ type: 'spki', format: 'pem' }))
  return { key, id: keyId(pair) }
}

/** @param file SPKI PEM */
export function readAuditPublicKey(file: string): AuditKey {
  const key = createPublicKey(readFileSync(file))
  return { key, id: keyId(key) }
}

/** @param spki DER; @returns undefined when it is no Ed25519 key */
export function auditPublicKey(spki: Buffer): AuditKey | undefined {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? { key, id: keyId(key) } : undefined
  } catch {
    return undefined
  }
}

function keyId(publicKey: KeyObject): string {
  return hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'hex')
}
