/** What a confidential client proves itself with. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { loadClientKey } from '@chain-of-trust/service-kit'
import { ConfigError, type ServiceConfig } from '@chain-of-trust/service-kit/config'
import { ok, problem, warning, type Finding } from './finding.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 30
const OTHERS = 0o077

/** @param now milliseconds since the epoch */
export function checkKeyFile(name: string, config: ServiceConfig, now: number): Finding[] {
  const file = config.CLIENT_KEY_FILE ?? join(config.STATE_DIR, 'keys', `${name}.pem`)
  const about = 'CLIENT_KEY_FILE'
  const renew = 'Make a new key and certificate (PEM), register the certificate, then replace the file.'
  let key
  try {
    key = loadClientKey(name, config)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((says) => problem(about, says.replace(/^CLIENT_KEY_FILE /, ''), renew))
  }
  const { validToDate, fingerprint256 } = new X509Certificate(key.certificate)
  const days = Math.floor((validToDate.getTime() - now) / DAY_MS)
  const end = validToDate.toISOString().slice(0, 10)
  const found: Finding[] = []
  if (createPrivateKey(key.privateKey).asymmetricKeyType !== 'rsa') {
    found.push(problem(about, `${file}: is no RSA key; MSAL signs with RSA only (PS256)`, renew))
  }
  if ((statSync(file).mode & OTHERS) !== 0) {
    found.push(problem(about, `${file}: others on this machine can read or change it`, `chmod 600 ${file}`))
  }
  if (days < 0) found.push(problem(about, `${file}: the certificate ended on ${end}`, renew))
  else if (days < SOON_DAYS) {
    found.push(warning(about, `${file}: the certificate ends in ${days} days, on ${end}`, renew))
  }
  const thumbprint = fingerprint256.replaceAll(':', '')
  return found.length > 0
    ? found
    : [ok(about, `certificate until ${end}, SHA-256 ${thumbprint}: compare it with the registered one`)]
}
