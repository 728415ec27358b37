/**
 * Which services there are, read from what the repository says already: a folder under `apps/` with a
 * `src/main.ts`, and a port. The port is the one of the application's `url` in infra/entra/registrations.json, of
 * its `authority` (the mock of Entra ID is no application of itself), or `config.port` of the package.json of a
 * service that Entra ID does not know. Nothing here changes when a service is added.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linkedAccounts, registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { repositoryRoot } from './repository.ts'

export interface ServiceEntry {
  /** Name of its folder under `apps/`. */
  name: string
  port: number
  /** Origin under which it is known, with no trailing slash. */
  url: string
  /** Absolute path of its `main.ts`. */
  main: string
}

const Manifest = z.object({ config: z.object({ port: z.number().optional() }).optional() })

/** Every service that can be started, by name. */
export function listServices(): ServiceEntry[] {
  const { authority, applications } = registrations()
  const urls = new Map([
    ['mock-idp', authority],
    ...applications.map(({ name, url }) => [name, url] as const),
  ])

  return readdirSync(join(repositoryRoot, 'apps'))
    .sort()
    .flatMap((name) => {
      const folder = join(repositoryRoot, 'apps', name)
      const main = join(folder, 'src/main.ts')
      if (!existsSync(main)) return []
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const port = Manifest.parse(manifest).config?.port
      const url = urls.get(name) ?? (port === undefined ? undefined : `http://localhost:${port}`)
      return url ? [{ name, port: Number(new URL(url).port), url: new URL(url).origin, main }] : []
    })
}

/** Names of the confidential clients: the applications that ask for tokens and can keep a key. */
export function confidentialClients(): string[] {
  return registrations()
    .applications.filter(({ spa, isFallbackPublicClient }) => !spa && !isFallbackPublicClient)
    .filter(({ requiredResourceAccess }) => requiredResourceAccess.length > 0)
    .map(({ name }) => name)
}

/** Names of the providers at which people have accounts to link, as the token vault's access control list has them. */
export function linkedProviders(): string[] {
  return [...new Set(linkedAccounts().map(({ provider }) => provider))]
}
