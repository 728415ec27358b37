/**
 * A small certification authority for the servers inside docker-compose (databases, Valkey): their clients verify name and
 * issuer, and nobody on the way reads or answers. ECDSA P-256; made here, kept in a folder that no service sees.
 */
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../write-atomically.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const AUTHORITY_DAYS = 3650
const SERVER_DAYS = 365
/** A certificate is renewed at the first start that is this near to its end. */
const RENEW_DAYS = 30
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export interface CertificateAuthority {
  /** PEM. */
  certificate: string
  /** Signs a certificate for one DNS name. Both are PEM; the key is PKCS#8. */
  issue: (name: string) => Promise<{ certificate: string; key: string }>
}

/**
 * @param folder `key.pem` (0600) and `certificate.pem` in it are made if they are missing or near their end
 */
export async function openCertificateAuthority(
  folder: string,
  now: () => number = Date.now,
): Promise<CertificateAuthority> {
  // Loaded only where certificates are made.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const files = { key: join(folder, 'key.pem'), certificate: join(folder, 'certificate.pem') }
  const notBefore = (): Date => new Date(now() - 60_000)
  const after = (days: number): Date => new Date(now() + days * DAY_MS)

  if (!isFresh(files.certificate, now(), SERVER_DAYS)) {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: randomBytes(16).toString('hex'),
      name: 'CN=docker-compose, O=Chain of Trust development',
      notBefore: notBefore(),
      notAfter: after(AUTHORITY_DAYS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        // It signs servers, and no other authority (RFC 5280 §4.2.1.9).
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeAtomically(files.key, await pemOf(keys.privateKey), 0o600)
    writeAtomically(files.certificate, normal(certificate.toString('pem')), 0o644)
  }
  const certificate = readFileSync(files.certificate, 'utf8')
  const issuer = new x509.X509Certificate(certificate)
  const pkcs8 = createPrivateKey(readFileSync(files.key)).export({ format: 'der', type: 'pkcs8' })
  const signingKey = await webcrypto.subtle.importKey('pkcs8', Uint8Array.from(pkcs8), ALGORITHM, false, [
    'sign',
  ])
  return {
    certificate,
    issue: async (name) => {
      const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      const issued = await x509.X509CertificateGenerator.create({
        serialNumber: randomBytes(16).toString('hex'),
        subject: `CN=${name}`,
        issuer: issuer.subject,
        notBefore: notBefore(),
        notAfter: after(SERVER_DAYS),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
          await x509.AuthorityKeyIdentifierExtension.create(issuer),
        ],
      })
      return { certificate: normal(issued.toString('pem')), key: await pemOf(keys.privateKey) }
    },
  }
}

/**
 * Makes key and certificate of a server (`server.key`, `server.pem`, with `ca.pem` beside them), unless those that are there
 * have time left and are of this authority.
 * @returns a line when they were made
 */
export async function ensureServerCertificate(
  name: string,
  folder: string,
  authority: CertificateAuthority,
  now: () => number = Date.now,
): Promise<string[]> {
  const file = join(folder, 'server.pem')
  writeAtomically(join(folder, 'ca.pem'), authority.certificate, 0o644)
  const ours =
    existsSync(file) &&
    new X509Certificate(readFileSync(file)).checkIssued(new X509Certificate(authority.certificate))
  if (ours && isFresh(file, now(), RENEW_DAYS)) return []
  const { certificate, key } = await authority.issue(name)
  writeAtomically(join(folder, 'server.key'), key, 0o640)
  writeAtomically(file, certificate, 0o644)
  return [`New certificate for ${name}: ${file}`]
}

function isFresh(file: string, now: number, days: number): boolean {
  if (!existsSync(file)) return false
  return new X509Certificate(readFileSync(file)).validToDate.getTime() - now > days * DAY_MS
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()
}

/** With the line feed at the end that OpenSSL wants. */
function normal(pem: string): string {
  return new X509Certificate(pem).toString()
}
