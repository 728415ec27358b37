/**
 * Keys of the confidential clients, for development: RSA-2048 and a self-signed certificate each, as Entra ID takes
 * them for client authentication (private_key_jwt, RFC 7523, `x5t#S256`). MSAL signs with RSA only.
 *
 * `keys/<app>.pem` (0600, in a folder 0700) holds key and certificate and is read by that one service;
 * `certificates/<app>.pem` holds the certificate and is what gets registered with the authorization server.
 */
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomically } from './write-atomically.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const VALID_DAYS = 365
/** A certificate is renewed this long before it expires: a demonstration must not stop in the middle. */
const RENEW_DAYS = 7
/** Marks what was made here; any other key is somebody's own and never overwritten. */
const ORGANISATION = 'Chain of Trust development'

export interface DevKeyFolders {
  /** Path of the file with key and certificate. Its folder is closed to others. */
  keyFile: (client: string) => string
  certificateFile: (client: string) => string
}

/** Where they are under `npm start`. */
export function keysIn(stateDir: string): DevKeyFolders {
  return {
    keyFile: (client) => join(stateDir, 'keys', `${client}.pem`),
    certificateFile: (client) => join(stateDir, 'certificates', `${client}.pem`),
  }
}

/**
 * Makes the keys that are missing or about to expire and keeps the others.
 *
 * @returns a line for each key made
 * @throws {Error} for a key file that cannot be read, or that is expired and was not made here
 */
export async function ensureDevKeys(
  clients: readonly string[],
  { keyFile, certificateFile }: DevKeyFolders,
  now: () => number = Date.now,
): Promise<string[]> {
  const made = await Promise.all(
    clients.map(async (client) => {
      const file = keyFile(client)
      mkdirSync(dirname(certificateFile(client)), { recursive: true })
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      chmodSync(dirname(file), 0o700)
      const kept = readCertificate(file, now())
      const certificate = kept ?? (await makeKey(file, client, now()))
      if (kept) chmodSync(file, 0o600)
      writeAtomically(certificateFile(client), certificate, 0o644)
      return kept ? [] : [`New key for ${client}: ${file}`]
    }),
  )
  return made.flat()
}

/** The certificate (PEM) of a key file that can still be used; undefined when one is to be made. */
function readCertificate(file: string, now: number): string | undefined {
  if (!existsSync(file)) return undefined
  const pem = readFileSync(file, 'utf8')
  const certificate = parse(file, pem)
  if (certificate.validToDate.getTime() - now > RENEW_DAYS * DAY_MS) return certificate.toString()
  if (certificate.subject.includes(`O=${ORGANISATION}`)) return undefined
  throw new Error(
    `${file}: the certificate expires on ${certificate.validTo} and was not made here; renew it.`,
  )
}

function parse(file: string, pem: string): X509Certificate {
  try {
    const certificate = new X509Certificate(pem)
    if (certificate.checkPrivateKey(createPrivateKey(pem))) return certificate
  } catch {
    // Said below, without what OpenSSL thinks of the key's bytes.
  }
  throw new Error(
    `${file} does not hold a private key and its certificate (PEM). Delete it to have one made.`,
  )
}

async function makeKey(file: string, client: string, now: number): Promise<string> {
  // Loaded only when a key is made, which is once a year.
  await import('reflect-metadata')
  const { X509CertificateGenerator } = await import('@peculiar/x509')
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(16).toString('hex'),
    name: `CN=${client}, O=${ORGANISATION}`,
    // A container's clock may be behind the one that made the key.
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + VALID_DAYS * DAY_MS),
    signingAlgorithm: algorithm,
    keys,
  })
  const pkcs8 = createPrivateKey({
    key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    format: 'der',
    type: 'pkcs8',
  })
  const pem = new X509Certificate(certificate.toString('pem')).toString()
  writeAtomically(file, `${pkcs8.export({ format: 'pem', type: 'pkcs8' }).toString()}${pem}`, 0o600)
  return pem
}
