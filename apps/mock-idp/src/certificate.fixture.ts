import 'reflect-metadata'
import { createHash, createPrivateKey, webcrypto } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'
import { SignJWT, type JWTPayload } from 'jose'

export interface TestCertificate {
  /** Certificate, PEM. */
  pem: string
  /** PKCS#8, PEM. */
  privateKey: string
  /** SHA-256 of the DER certificate, hex. */
  thumbprintSha256: string
}

/** A new RSA key with a self-signed certificate, as a confidential client has one. */
export async function createCertificate({ expired = false } = {}): Promise<TestCertificate> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const hour = 3_600_000
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=test',
    notBefore: new Date(Date.now() - 2 * hour),
    notAfter: new Date(Date.now() + (expired ? -hour : 400 * 24 * hour)),
    signingAlgorithm: algorithm,
    keys,
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    pem: certificate.toString('pem'),
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
      .export({ format: 'pem', type: 'pkcs8' })
      .toString(),
    thumbprintSha256: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex'),
  }
}

/** A client assertion (RFC 7523 §3); `claims` are laid over the right ones. */
export async function clientAssertion(
  certificate: TestCertificate,
  clientId: string,
  audience: string,
  claims: JWTPayload = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: audience,
    nbf: now,
    exp: now + 600,
    jti: 'j',
    ...claims,
  })
    .setProtectedHeader({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': Buffer.from(certificate.thumbprintSha256, 'hex').toString('base64url'),
    })
    .sign(createPrivateKey(certificate.privateKey))
}
