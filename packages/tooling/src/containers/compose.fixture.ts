/** docker-compose.yml, parsed, and what it says about who talks to whom. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { repositoryRoot } from '../repository.ts'

const Network = z.looseObject({ ipv4_address: z.string().optional() }).nullable()
const Service = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  // A list of names, or names with an address.
  networks: z
    .union([
      z.array(z.string()).transform((names) => Object.fromEntries(names.map((name) => [name, null]))),
      z.record(z.string(), Network),
    ])
    .default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  deploy: z.object({ replicas: z.number() }).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
})
export type ComposeService = z.infer<typeof Service>
const Compose = z.object({
  services: z.record(z.string(), Service),
  networks: z.record(
    z.string(),
    z.object({
      internal: z.boolean().default(false),
      ipam: z.object({ config: z.tuple([z.object({ subnet: z.string() })]) }),
    }),
  ),
})

/** As docker-compose reads it, with the defaults of its variables. */
export function readCompose(): z.infer<typeof Compose> {
  const text = read('docker-compose.yml').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')
  return Compose.parse(parse(text, { merge: true }))
}

export interface Connection {
  from: string
  to: string
  port: number
}

/** Who opens a connection to whom: by what the services are told, and by the configuration of the proxies. */
export function connectionsOf(services: Record<string, ComposeService>): Connection[] {
  return Object.entries(services).flatMap(([from, { environment, image }]) => {
    const routes = (environment['CONNECT_TO'] ?? '').split(',').filter((route) => route !== '')
    const stores = [environment['DATABASE_URL'], environment['REDIS_URL']].filter((url) => url !== undefined)
    return [
      ...routes.map((route) => addressIn(route.split('=')[1] ?? '')),
      ...stores.map((url) => addressIn(new URL(url).host)),
      ...(image.startsWith('nginx') ? [replicasBehind(from)] : []),
    ].map((address) => ({ from, ...address }))
  })
}

/** To whom a proxy passes requests on. */
function replicasBehind(proxy: string): { to: string; port: number } {
  const file = `infra/proxy/${proxy.replace(/-proxy$/, '')}.conf`
  return addressIn(/^set \$replicas ([\w.:-]+);$/m.exec(read(file))?.[1] ?? '')
}

function addressIn(text: string): { to: string; port: number } {
  const [to = '', port] = text.split(':')
  return { to, port: Number(port) }
}

export function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8')
}
