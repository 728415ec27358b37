import { createHash, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface RegisteredCertificate {
  /** base64url SHA-256 of the DER certificate: `x5t#S256`. */
  thumbprint: string
  publicKey: KeyObject
  validFrom: Date
  validTo: Date
}

/** The certificates registered for an application: the mock's form of "upload certificate". */
export interface Certificates {
  of(application: string): readonly RegisteredCertificate[]
}

/**
 * Reads `<application>.pem` (one certificate or several, while one replaces another) and reads it again when the
 * file changes, so that it does not matter whether the key or the identity provider came first.
 */
export function certificateFolder(folder: string): Certificates {
  const known = new Map<string, { version: string; certificates: readonly RegisteredCertificate[] }>()
  return {
    of(application) {
      const file = join(folder, `${application}.pem`)
      const stat = statSync(file, { throwIfNoEntry: false })
      if (stat === undefined) return []
      const version = `${stat.ino} ${stat.mtimeMs} ${stat.size}`
      const cached = known.get(application)
      if (cached?.version === version) return cached.certificates
      const certificates = readCertificates(readFileSync(file, 'utf8'))
      known.set(application, { version, certificates })
      return certificates
    },
  }
}

function readCertificates(pem: string): RegisteredCertificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => {
    const certificate = new X509Certificate(block)
    return {
      thumbprint: createHash('sha256').update(certificate.raw).digest('base64url'),
      publicKey: certificate.publicKey,
      validFrom: certificate.validFromDate,
      validTo: certificate.validToDate,
    }
  })
}
