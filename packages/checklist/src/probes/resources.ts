import { registrations } from '@chain-of-trust/service-kit/registrations'
import { listServices } from '@chain-of-trust/tooling'
import { jsonIn, send, type Answer } from '../http.ts'
import type { Probe } from './probe.ts'

const FILE = 'packages/checklist/src/probes/resources.ts'

interface Resource {
  name: string
  /** Its canonical URL. */
  resource: string
  /** Of its metadata (RFC 9728 §3.1). */
  metadata: string
}

/** Those with a door on HTTP; a local server has none. */
function resources(): Resource[] {
  const services = new Set(listServices().map(({ name }) => name))
  return registrations().applications.flatMap(({ name, api, mockOnly, url, resource = url }) => {
    if (api === undefined || mockOnly === true || resource === undefined || !services.has(name)) return []
    const { origin, pathname } = new URL(resource)
    const path = pathname === '/' ? '' : pathname
    return [{ name, resource, metadata: `${origin}/.well-known/oauth-protected-resource${path}` }]
  })
}

async function each(look: (resource: Resource) => Promise<string | undefined>): Promise<number> {
  const all = resources()
  const faults = (await Promise.all(all.map(look))).filter((fault) => fault !== undefined)
  if (faults.length > 0 || all.length === 0) throw new Error(faults.join('; ') || 'no resource is registered')
  return all.length
}

const challengeOf = ({ headers }: Answer): string => headers['www-authenticate'] ?? ''

/** What a client without anything finds at each resource's door. */
export const resourceProbes: readonly Probe[] = [
  {
    id: 'resource-metadata',
    file: FILE,
    controls: ['RES-2'],
    done: 'The metadata of each registered resource was fetched without a token.',
    async run() {
      const count = await each(async ({ name, resource, metadata }) => {
        const { status, text } = await send(metadata)
        const said = jsonIn(text)
        const servers = said['authorization_servers']
        if (status !== 200) return `${name} answers ${status}`
        if (said['resource'] !== resource) return `${name} calls itself ${String(said['resource'])}`
        return Array.isArray(servers) && servers.length === 1 ? undefined : `${name} names no single issuer`
      })
      return `${count} resources name themselves as registered, and one authorization server each.`
    },
  },
  {
    id: 'closed-doors',
    file: FILE,
    controls: ['ZTA-1', 'RES-2'],
    done: 'Each registered resource was asked for something without a token.',
    async run() {
      const count = await each(async ({ name, resource }) => {
        const answer = await send(`${resource.replace(/\/$/, '')}/anything`)
        if (answer.status !== 401) return `${name} answers ${answer.status}`
        return challengeOf(answer).includes('resource_metadata=') ? undefined : `${name} points nowhere`
      })
      return `${count} resources answer 401, with a challenge that leads to their metadata.`
    },
  },
]
