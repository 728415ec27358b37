import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A registered application. */
export interface Client {
  id: string
  /** As the consent page calls it. */
  name: string
  redirectUris: readonly string[]
}

export interface Clients {
  find(id: string): Client | undefined
  /** SHA-256 of the clients' secret, or undefined where nobody has registered one. Read anew each time. */
  secretDigest(): Buffer | undefined
  /** Where the digest is to be found. */
  file: string
}

/** @param origin of the application @param folder of `<provider>.sha256` */
export function openClients(provider: string, origin: string, folder: string): Clients {
  const file = join(folder, `${provider}.sha256`)
  const client: Client = {
    id: 'token-vault',
    name: 'Contoso token vault',
    redirectUris: [`${origin}/callback/${provider}`],
  }
  return {
    file,
    find: (id) => (id === client.id ? client : undefined),
    secretDigest() {
      const text = readIfThere(file)?.trim() ?? ''
      return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : undefined
    },
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
