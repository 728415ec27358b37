import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config-error.ts'

/** What a confidential client proves itself with (`private_key_jwt`). */
export interface ClientKey {
  /** PKCS#8 PEM. */
  privateKey: string
  /** PEM. */
  certificate: string
  /** SHA-256 of the DER certificate, hex: Entra finds the certificate by it (`x5t#S256`). */
  thumbprintSha256: string
}

/**
 * Reads the PEM file that holds a private key and its certificate.
 * @throws ConfigError when it is missing, unreadable, incomplete, or the two do not belong together
 */
export function loadClientKey(
  name: string,
  { CLIENT_KEY_FILE, STATE_DIR }: { CLIENT_KEY_FILE?: string | undefined; STATE_DIR: string },
): ClientKey {
  const file = CLIENT_KEY_FILE ?? join(STATE_DIR, 'keys', `${name}.pem`)
  const refuse = (problem: string) => new ConfigError([`CLIENT_KEY_FILE ${file}: ${problem}`])
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw refuse(missing ? 'there is no such file (npm start makes it)' : 'cannot be read')
  }
  const privateKey = block(pem, 'PRIVATE KEY')
  const certificate = block(pem, 'CERTIFICATE')
  if (privateKey === undefined || certificate === undefined) {
    throw refuse('must hold a PKCS#8 private key and its certificate, both PEM')
  }
  const x509 = new X509Certificate(certificate)
  if (!x509.checkPrivateKey(createPrivateKey(privateKey)))
    throw refuse('key and certificate do not belong together')
  if (new Date(x509.validTo) < new Date()) throw refuse(`the certificate expired on ${x509.validTo}`)
  return { privateKey, certificate, thumbprintSha256: x509.fingerprint256.replaceAll(':', '') }
}

function block(pem: string, label: string): string | undefined {
  return new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(pem)?.[0]
}
