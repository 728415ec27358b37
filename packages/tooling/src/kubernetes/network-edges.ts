/** Who may open a connection to whom, as NetworkPolicies say it and as docker-compose.yml does. */
import { z } from 'zod'
import type { Manifest } from './kustomize.ts'

const Peer = z.strictObject({
  podSelector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }).optional(),
  namespaceSelector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }).optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
})
const Ports = z.array(z.strictObject({ port: z.number(), protocol: z.enum(['TCP', 'UDP']) })).min(1)
const Policy = z.strictObject({
  podSelector: z.strictObject({
    matchLabels: z.record(z.string(), z.string()).optional(),
    matchExpressions: z
      .array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
      .default([]),
  }),
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
  ingress: z.array(z.strictObject({ from: z.array(Peer).min(1), ports: Ports })).default([]),
  egress: z.array(z.strictObject({ to: z.array(Peer).min(1), ports: Ports })).default([]),
})
type Peer = z.infer<typeof Peer>

export const NAME = 'app.kubernetes.io/name'

export interface NetworkEdges {
  /** `FROM TO PORT`, as the callers' policies allow it. */
  out: Set<string>
  /** The same, as the policies of those who are called allow it. */
  into: Set<string>
  /** Policies that close what no other opens. */
  closed: string[]
}

/**
 * A peer is named by its pod's name, its namespace (`kube-system/…`), or its addresses. `*`: every pod.
 * @throws ZodError for a policy that says more than this understands
 */
export function networkEdges(manifests: readonly Manifest[]): NetworkEdges {
  const edges: NetworkEdges = { out: new Set(), into: new Set(), closed: [] }
  for (const { kind, metadata, spec } of manifests) {
    if (kind !== 'NetworkPolicy') continue
    const { podSelector, policyTypes, ingress, egress } = Policy.parse(spec)
    const label = podSelector.matchLabels?.[NAME]
    const listed = podSelector.matchExpressions.flatMap(({ key, values }) => (key === NAME ? values : []))
    const pods = label !== undefined ? [label] : listed.length > 0 ? listed : ['*']
    if (pods[0] === '*' && ingress.length + egress.length === 0 && policyTypes.length === 2) {
      edges.closed.push(metadata.name)
    }
    for (const pod of pods) {
      for (const { to, ports } of egress) {
        for (const peer of to) for (const { port } of ports) edges.out.add(`${pod} ${peerName(peer)} ${port}`)
      }
      for (const { from, ports } of ingress) {
        for (const peer of from)
          for (const { port } of ports) edges.into.add(`${peerName(peer)} ${pod} ${port}`)
      }
    }
  }
  return edges
}

function peerName({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  if (ipBlock !== undefined) return ipBlock.cidr
  const pod = podSelector && Object.values(podSelector.matchLabels).join('+')
  const namespace = namespaceSelector?.matchLabels['kubernetes.io/metadata.name']
  return namespace === undefined ? (pod ?? '*') : `${namespace}/${pod ?? '*'}`
}

const Compose = z.object({
  services: z.record(
    z.string(),
    z.looseObject({
      build: z.looseObject({ args: z.looseObject({ APP: z.string() }).optional() }).optional(),
      image: z.string().default(''),
      environment: z.record(z.string(), z.coerce.string()).default({}),
    }),
  ),
})

/**
 * `FROM TO` between the applications of a parsed docker-compose.yml: `CONNECT_TO` says which ports a container reaches, and a
 * port is an application's, whichever container or proxy answers there. Stores are named by the first label of their host.
 * @param ports by port, the application
 */
export function composeEdges(compose: unknown, ports: ReadonlyMap<number, string>): Set<string> {
  const edges = new Set<string>()
  for (const [container, { build, image, environment }] of Object.entries(Compose.parse(compose).services)) {
    const app = build?.args?.APP ?? /^chain-of-trust\/([\w-]+)$/.exec(image)?.[1] ?? container
    for (const to of connectionsOf(environment, ports)) edges.add(`${app} ${to}`)
  }
  return edges
}

/** Whom a service's settings send it to, by name. */
export function connectionsOf(
  { CONNECT_TO = '', DATABASE_URL, REDIS_URL }: Record<string, string>,
  ports: ReadonlyMap<number, string>,
): string[] {
  const routes = CONNECT_TO.split(',').filter((route) => route.trim() !== '')
  const named = routes.map((route) => {
    const [, name, port, target] = /^\s*(?:([\w.-]+):)?(\d+)=([\w.-]+):\d+\s*$/.exec(route) ?? []
    const to = name === undefined ? ports.get(Number(port)) : target
    if (to === undefined) throw new Error(`CONNECT_TO: ${route}`)
    return to
  })
  const stores = [DATABASE_URL, REDIS_URL].flatMap((url) =>
    url === undefined ? [] : [new URL(url).hostname],
  )
  return [...named, ...stores.map((host) => host.split('.')[0]!)]
}
