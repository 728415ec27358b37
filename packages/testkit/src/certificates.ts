import 'reflect-metadata'
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** Who signs certificates in a test. */
export interface TestAuthority {
  /** PEM. */
  certificate: string
  /** A certificate for a server of this name. PEM both; the key as PKCS #8. */
  issue: (host: string) => Promise<{ certificate: string; key: string }>
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const HOUR = 60 * 60 * 1000

/** An authority with real keys, for one run: nothing of it is kept. */
export async function createTestAuthority(): Promise<TestAuthority> {
  const keys = await newKeys()
  const life = () => ({ notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + 24 * HOUR) })
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...life(),
    serialNumber: randomBytes(8).toString('hex'),
    name: `CN=Test authority ${randomBytes(4).toString('hex')}`,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })
  return {
    certificate: root.toString('pem'),
    async issue(host) {
      const own = await newKeys()
      const certificate = await x509.X509CertificateGenerator.create({
        ...life(),
        serialNumber: randomBytes(8).toString('hex'),
        subject: `CN=${host}`,
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }])],
      })
      const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', own.privateKey))
      const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
      return {
        certificate: certificate.toString('pem'),
        key: String(key.export({ type: 'pkcs8', format: 'pem' })),
      }
    },
  }
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}
