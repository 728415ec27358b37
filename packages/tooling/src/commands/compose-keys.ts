/**
 * The `keys` container of docker-compose.yml: makes each confidential client's key in a volume of its own
 * (`/keys/<client>/key.pem`), so that a service sees no key but its own; the token vault's secrets at the providers, and for the
 * providers' stand-in their digests; and gives the folders of the audit trail to the user that the services run as. Runs once,
 * as root, before them.
 */
import { chownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDevKeys } from '../dev-keys.ts'
import { ensureDevSecrets } from '../dev-secrets.ts'
import { confidentialClients, linkedProviders } from '../services.ts'

/** `node` in the official image. */
const OWNER = 1000
const KEYS = '/keys'
const CERTIFICATES = '/certificates'
const SECRETS = '/secrets'
const SAAS_CLIENTS = '/saas-clients'
const TRAIL = ['/audit', '/checkpoints', '/audit-keys']

const clients = confidentialClients()
const keys = await ensureDevKeys(clients, {
  keyFile: (client) => join(KEYS, client, 'key.pem'),
  certificateFile: (client) => join(CERTIFICATES, `${client}.pem`),
})
const secretFile = (provider: string): string => join(SECRETS, `${provider}.secret`)
const secrets = ensureDevSecrets(linkedProviders(), {
  secretFile,
  digestFile: (provider) => join(SAAS_CLIENTS, `${provider}.sha256`),
})
for (const line of [...keys, ...secrets]) console.log(line)

const folders = [
  ...clients.flatMap((client) => [join(KEYS, client), join(KEYS, client, 'key.pem')]),
  SECRETS,
  ...linkedProviders().map(secretFile),
  ...TRAIL.flatMap((folder) => readdirSync(folder).map((service) => join(folder, service))),
]
for (const path of folders) chownSync(path, OWNER, OWNER)
