/**
 * The `keys` container of docker-compose.yml: makes what is secret, for each service in a volume of its own
 * (`/secrets/<service>`), so that none sees another's: its key as a client, its passwords at the stores, the token vault's secrets
 * at the providers. For the stores: certificates of a small authority, their copies of the passwords, Valkey's users. Gives the
 * folders to the users that the services run as. Runs once, as root, before them.
 */
import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureServerCertificate, openCertificateAuthority } from '../containers/certificate-authority.ts'
import { ensurePassword, ensureSealingKey, valkeyUsers } from '../containers/store-credentials.ts'
import { DATABASES, STORE_GROUP, STORES, VALKEY } from '../containers/stores.ts'
import { ensureDevKeys } from '../dev-keys.ts'
import { ensureDevSecrets } from '../dev-secrets.ts'
import { confidentialClients, linkedProviders } from '../services.ts'
import { writeAtomically } from '../write-atomically.ts'

/** `node` in the official image. */
const OWNER = 1000
const ROOT = 0
const CERTIFICATES = '/certificates'
const SAAS_CLIENTS = '/saas-clients'
const TRAIL = ['/audit', '/checkpoints', '/audit-keys']
const secret = (service: string, ...name: string[]): string => join('/secrets', service, ...name)

const clients = confidentialClients()
const authority = await openCertificateAuthority('/certificate-authority')
const made = [
  ...(await ensureDevKeys(clients, {
    keyFile: (client) => secret(client, 'client-key.pem'),
    certificateFile: (client) => join(CERTIFICATES, `${client}.pem`),
  })),
  ...ensureDevSecrets(linkedProviders(), {
    secretFile: (provider) => secret('token-vault', `${provider}.secret`),
    digestFile: (provider) => join(SAAS_CLIENTS, `${provider}.sha256`),
  }),
]
for (const store of STORES) {
  mkdirSync(secret(store), { recursive: true })
  made.push(...(await ensureServerCertificate(store, secret(store), authority)))
}

// What the mock keeps is in its own file.
const atValkey = clients.filter((client) => client !== 'mock-idp')
const passwords = new Map(
  atValkey.map((service) => [service, ensurePassword(secret(service, 'redis.password'))]),
)
writeAtomically(secret(VALKEY, 'users.acl'), valkeyUsers(passwords), 0o640)
for (const [service, database] of DATABASES) {
  ensurePassword(secret(database, 'superuser.password'))
  const password = ensurePassword(secret(service, 'database.password'))
  writeAtomically(secret(database, 'database.password'), password, 0o640)
}
// Refresh tokens of jobs lie sealed in the database: a copy of the one is worth nothing without the other.
ensureSealingKey(secret('orchestrator', 'jobs.key'))
for (const client of clients) writeAtomically(secret(client, 'ca.pem'), authority.certificate, 0o644)

for (const client of clients) give(secret(client), OWNER, 0o700, 0o600)
// PostgreSQL takes a key that belongs to root and a group of its own; under which numbers the images run is theirs to say.
for (const store of STORES) give(secret(store), ROOT, 0o750, 0o640)
for (const folder of TRAIL) {
  for (const service of readdirSync(folder)) chownSync(join(folder, service), OWNER, OWNER)
}
for (const line of made) console.log(line)

function give(folder: string, owner: number, folderMode: number, fileMode: number): void {
  const group = owner === ROOT ? STORE_GROUP : owner
  for (const name of readdirSync(folder)) {
    chownSync(join(folder, name), owner, group)
    chmodSync(join(folder, name), fileMode)
  }
  chownSync(folder, owner, group)
  chmodSync(folder, folderMode)
}
