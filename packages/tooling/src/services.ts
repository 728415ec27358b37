/**
 * Which services there are, read from what the repository says already: a folder under `apps/` with a
 * `src/main.ts`, and a port. The port is the one of the application's `url` in infra/entra/registrations.json, of
 * its `authority` (the mock of Entra ID is no application of itself), or `config.port` of the package.json of a
 * service that Entra ID does not know. Nothing here changes when a service is added.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

const Registrations = z.object({
  authority: z.url(),
  applications: z.array(
    z.object({
      name: z.string(),
      appId: z.guid(),
      url: z.url().optional(),
      spa: z.unknown().optional(),
      isFallbackPublicClient: z.boolean().optional(),
      requiredResourceAccess: z.array(z.unknown()).default([]),
    }),
  ),
})

const PackageConfig = z.object({ config: z.object({ port: z.number().optional() }).optional() })

function readRegistrations(root: string): z.infer<typeof Registrations> {
  return Registrations.parse(JSON.parse(readFileSync(join(root, 'infra/entra/registrations.json'), 'utf8')))
}

/** Every service that can be started, by name. */
export function listServices(root: string = repositoryRoot): ServiceEntry[] {
  const { authority, applications } = readRegistrations(root)
  const urls = new Map(applications.flatMap(({ name, url }) => (url ? [[name, url]] : [])))
  urls.set('mock-idp', authority)

  return readdirSync(join(root, 'apps'))
    .sort()
    .flatMap((name) => {
      const main = join(root, 'apps', name, 'src/main.ts')
      const manifest = join(root, 'apps', name, 'package.json')
      if (!existsSync(main) || !existsSync(manifest)) return []
      const own = PackageConfig.parse(JSON.parse(readFileSync(manifest, 'utf8'))).config?.port
      const url = urls.get(name) ?? (own === undefined ? undefined : `http://localhost:${own}`)
      if (!url) return []
      const { origin, port } = new URL(url)
      return [{ name, port: Number(port), url: origin, main }]
    })
}

/** Names of the confidential clients: the applications that ask for tokens and can keep a key. */
export function confidentialClients(root: string = repositoryRoot): string[] {
  return readRegistrations(root)
    .applications.filter(
      (app) => !app.spa && !app.isFallbackPublicClient && app.requiredResourceAccess.length > 0,
    )
    .map((app) => app.name)
}
