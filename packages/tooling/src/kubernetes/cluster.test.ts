import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { repositoryRoot } from '../repository.ts'
import { applicationsOf, isConfidential } from '../entra/tenant.ts'
import { listServices } from '../services.ts'
import { readAddresses } from './deployed-registrations.ts'
import { containersOf, podOf, type Manifest } from './kustomize.ts'
import { at, find, production, settings } from './manifests.fixture.ts'
import type { Fields } from './merge-patch.ts'
import { composeEdges, connectionsOf, NAME, networkEdges } from './network-edges.ts'

const manifests = production()
const ports = new Map(listServices().map(({ port, name }) => [port, name]))
const services = listServices()
  .map(({ name }) => name)
  .filter((name) => !name.startsWith('mock-'))
  .sort()
const workloads = manifests.filter((manifest) => podOf(manifest) !== undefined)
const environmentOf = (manifest: Manifest): Record<string, string> => ({
  ...settings(manifests)[manifest.metadata.name],
  ...Object.fromEntries(
    ((containersOf(manifest).find(({ name }) => name === 'service')?.['env'] ?? []) as Fields[]).map(
      ({ name, value }) => [String(name), String(value)],
    ),
  ),
})
const DOOR = 8443

test('every service runs, and no mock', () => {
  expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual(services)
  expect(JSON.stringify(workloads)).not.toMatch(/mock-|INSIDE_COMPOSE/)
})

test('each has an identity, a service, a budget for disruptions and a scale of its own', () => {
  for (const workload of workloads) {
    const { name } = workload.metadata
    expect(at(workload, 'spec.template.spec')['serviceAccountName']).toBe(name)
    expect(find(manifests, 'ServiceAccount', name)['automountServiceAccountToken']).toBe(false)
    for (const path of ['spec.selector.matchLabels', 'spec.template.metadata.labels']) {
      expect(at(workload, path)).toMatchObject({ [NAME]: name })
    }
    expect(at(find(manifests, 'Service', name), 'spec')).toMatchObject({
      selector: { [NAME]: name },
      ports: [{ port: 443, targetPort: 'https' }],
    })
    expect(at(find(manifests, 'PodDisruptionBudget', name), 'spec')).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { [NAME]: name } },
    })
    const scale = at(find(manifests, 'HorizontalPodAutoscaler', name), 'spec')
    expect(scale).toMatchObject({ minReplicas: 2, scaleTargetRef: { kind: workload.kind, name } })
    // Another number here would undo the autoscaler's at each deployment.
    expect(at(workload, 'spec')).not.toHaveProperty('replicas')
  }
})

test('who keeps state has a volume for each replica, which no second pod opens and which outlives it', () => {
  const stateful = workloads.filter((workload) => 'STATE_DIR' in environmentOf(workload))
  expect(stateful.map(({ metadata }) => metadata.name).sort()).toEqual(
    services.filter((name) => name !== 'ai-host'),
  )
  for (const workload of stateful) {
    expect(workload.kind).toBe('StatefulSet')
    expect(at(workload, 'spec')).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      volumeClaimTemplates: [{ metadata: { name: 'state' }, spec: { accessModes: ['ReadWriteOncePod'] } }],
    })
    expect(mountsOf(workload, 'service')).toContainEqual({ name: 'state', mountPath: '/state' })
  }
})

test('the door of every pod is the proxy with its certificate; the service listens on loopback', () => {
  for (const workload of workloads) {
    expect(environmentOf(workload)).toMatchObject({
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '8080',
      TRUSTED_PROXIES: '127.0.0.1',
    })
    expect(mountsOf(workload, 'tls-proxy')).toContainEqual({ name: 'tls', mountPath: '/tls', readOnly: true })
    expect(mountsOf(workload, 'service').map(({ name }) => name)).not.toContain('tls')
    expect(mountsOf(workload, 'tls-proxy').map(({ name }) => name)).not.toContain('secrets')
  }
  const proxy = settings(manifests)['tls-proxy']?.['nginx.conf'] ?? ''
  expect(proxy).toContain('proxy_pass http://127.0.0.1:8080;')
  expect(proxy).toContain('proxy_set_header X-Forwarded-For $remote_addr;')
  expect(proxy).toContain('proxy_next_upstream off;')
})

function mountsOf(workload: Manifest, container: string): Fields[] {
  return (containersOf(workload).find(({ name }) => name === container)?.['volumeMounts'] ?? []) as Fields[]
}

test('a service is told of each file that its own SecretProviderClass mounts, and of no other', () => {
  for (const workload of workloads) {
    const { name } = workload.metadata
    const told = Object.entries(environmentOf(workload)).filter(([key]) => key.endsWith('_FILE'))
    const volumes = at(workload, 'spec.template.spec')['volumes'] as Fields[]
    const classes = volumes.flatMap(({ csi }) =>
      csi ? [at(csi, 'volumeAttributes')['secretProviderClass']] : [],
    )
    const own = workload.kind === 'StatefulSet' ? [name, `${name}-tls`] : [`${name}-tls`]
    expect(classes.map(String).sort()).toEqual(own.sort())
    const mounted = own.includes(name) ? objectsOf(name) : []
    expect(mounted.map(({ objectAlias }) => `/secrets/${objectAlias}`).sort()).toEqual(
      told.map(([, file]) => file).sort(),
    )
    // In Key Vault an object is named for the one service that may read it.
    for (const { objectName } of [...mounted, ...objectsOf(`${name}-tls`)]) {
      expect(objectName.startsWith(`${name}-`)).toBe(true)
    }
  }
})

test('the key of a client is mounted where the tenant knows one by it, and nowhere else', () => {
  const keyed = workloads.filter((workload) => 'CLIENT_KEY_FILE' in environmentOf(workload))
  const clients = applicationsOf(registrations())
    .filter((application) => services.includes(application.name) && isConfidential(application))
    .map(({ name }) => name)
  expect(keyed.map(({ metadata }) => metadata.name).sort()).toEqual(clients.sort())
})

function objectsOf(name: string): { objectName: string; objectAlias: string }[] {
  const text = String(at(find(manifests, 'SecretProviderClass', name), 'spec.parameters')['objects'])
  const { array } = parse(text) as { array: string[] }
  return array.map((entry) => parse(entry) as { objectName: string; objectAlias: string })
}

const edges = networkEdges(manifests)
const ours = (set: Set<string>) =>
  [...set]
    .filter((edge) =>
      edge
        .split(' ')
        .slice(0, 2)
        .every((name) => services.includes(name)),
    )
    .sort()

test('nobody reaches anybody, but where both ends open the door', { tags: ['TIER-4'] }, () => {
  expect(edges.closed).toEqual(['closed-by-default'])
  expect(ours(edges.into)).toEqual(ours(edges.out))
  expect(edges.into.size).toBeGreaterThan(5)
  for (const edge of edges.into) expect(edge.endsWith(` ${DOOR}`)).toBe(true)
})

test('a door is open exactly where a service is sent through it', () => {
  const sent = workloads.flatMap((workload) =>
    connectionsOf({ CONNECT_TO: environmentOf(workload)['CONNECT_TO'] ?? '' }, ports).map(
      (to) => `${workload.metadata.name} ${to} ${DOOR}`,
    ),
  )
  expect(ours(edges.out)).toEqual(sent.sort())
})

/** Read by the tests that compare, so that the others need nothing but infra/kubernetes. */
function pairsOfCompose(): [string, string][] {
  const compose: unknown = parse(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8'), {
    merge: true,
  })
  return [...composeEdges(compose, ports)].map((edge) => edge.split(' ') as [string, string])
}

test('the pairs are those of docker-compose.yml', () => {
  const pairs = pairsOfCompose().filter(([from, to]) => services.includes(from) && services.includes(to))
  expect(pairs.length).toBeGreaterThan(5)
  expect(ours(edges.out)).toEqual(pairs.map(([from, to]) => `${from} ${to} ${DOOR}`).sort())
})

test('who reaches a mock there reaches the internet here, and nobody else does', () => {
  const outside = new Set(
    pairsOfCompose()
      .filter(([from, to]) => services.includes(from) && to.startsWith('mock-'))
      .map(([from]) => from),
  )
  expect(outside.size).toBeGreaterThan(3)
  const here = [...edges.out]
    .filter((edge) => edge.endsWith(' 0.0.0.0/0 443'))
    .map((edge) => edge.split(' ')[0]!)
  expect(here.sort()).toEqual([...outside].sort())
})

test('a public address is neither the cluster’s nor the machine’s, which hands out credentials', () => {
  const except = at(find(manifests, 'NetworkPolicy', 'public-https'), 'spec.egress.0.to.0.ipBlock')['except']
  expect(except).toEqual(
    expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16']),
  )
})

test('a store is reached by those alone that are told of it, at one address', () => {
  const told = workloads.flatMap((workload) => {
    const { CONNECT_TO: _, ...stores } = environmentOf(workload)
    return connectionsOf(stores, ports).map((store) => `${workload.metadata.name} ${store}`)
  })
  const open = manifests
    .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.startsWith('to-'))
    .flatMap((policy) =>
      [...networkEdges([policy]).out].map((edge) => {
        const [from, address] = edge.split(' ')
        expect(address).toMatch(/^[\d.]+\/32$/)
        return `${from} ${policy.metadata.name.slice('to-'.length)}`
      }),
    )
  expect(open.sort()).toEqual(told.sort())
  expect(open).toContain('token-vault token-vault-db')
  expect(open).not.toContain('orchestrator token-vault-db')
})

test('tier 3 has no way in but the orchestrator, and no route from the gateway', { tags: ['TIER-4'] }, () => {
  const tiers = new Map<string, unknown>(registrations().applications.map(({ name, tier }) => [name, tier]))
  for (const workload of workloads) {
    const { name } = workload.metadata
    expect(at(workload, 'spec.template.metadata.labels')['tier']).toBe(String(tiers.get(name)))
    if (tiers.get(name) !== 3) continue
    expect([...edges.into].filter((edge) => edge.split(' ')[1] === name)).toEqual([
      `orchestrator ${name} ${DOOR}`,
    ])
  }
  const routed = manifests.filter(({ kind }) => kind === 'HTTPRoute')
  const backends = routed.map((route) => String(at(route, 'spec.rules.0.backendRefs.0')['name']))
  const doors = [...edges.into].flatMap((edge) =>
    edge.startsWith('gateway/* ') ? [edge.split(' ')[1]!] : [],
  )
  expect(backends.sort()).toEqual(doors.sort())
  expect(doors).toEqual(expect.arrayContaining(['ai-host', 'orchestrator', 'token-vault', 'audit-trail']))
  expect(doors.filter((name) => tiers.get(name) === 3)).toEqual([])
})

test('every application that may send records does, and each replica under a name of its own', () => {
  const { applications } = registrations()
  const trail = readAddresses().applications['audit-trail']?.url
  const writers = applications
    .filter(({ name, requiredResourceAccess }) => {
      const roles = requiredResourceAccess.filter(({ application }) => application === 'audit-trail')
      return services.includes(name) && roles.some((access) => access.roles.includes('Audit.Write'))
    })
    .map(({ name }) => name)
  expect(writers.length).toBeGreaterThan(4)
  const readers = workloads.filter((workload) => environmentOf(workload)['AUDIT_TRAIL_URL'] === trail)
  // The page reads what the others send.
  expect(readers.map(({ metadata }) => metadata.name).sort()).toEqual([...writers, 'ai-host'].sort())
  // audit-trail too: its replicas take in the logs of their own folders.
  for (const name of [...writers, 'audit-trail']) {
    const container = containersOf(find(manifests, 'StatefulSet', name)).find(
      (one) => one['name'] === 'service',
    )
    expect([name, container?.['env']]).toEqual([
      name,
      expect.arrayContaining([
        { name: 'AUDIT_TRAIL_INSTANCE', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ]),
    ])
  }
})

test('through the gateway records are read; they are sent from inside', () => {
  const methods = (at(find(manifests, 'HTTPRoute', 'audit-trail'), 'spec.rules') as unknown as Fields[]).map(
    ({ matches }) => (matches as Fields[]).map(({ method }) => method),
  )
  expect(methods).toEqual([['GET', 'OPTIONS']])
})

test('through the gateway people reach the pages of the vault; tokens and links are asked for from inside', () => {
  const [rule] = at(find(manifests, 'HTTPRoute', 'token-vault'), 'spec.rules') as unknown as Fields[]
  const paths = (rule!['matches'] as Fields[]).map(({ path }) => path as { type: string; value: string })
  const routed = (asked: string) =>
    paths.some(
      ({ type, value }) => asked === value || (type === 'PathPrefix' && asked.startsWith(`${value}/`)),
    )
  const pages = ['/', '/connect/T', '/connected/S', '/connections/begin', '/connections/end', '/callback/P']
  const session = ['/replace/R', '/signed-in', '/sign-out', '/assets/pages.css']
  expect([...pages, ...session].filter((path) => !routed(path))).toEqual([])
  const inside = ['/access-token', '/links', '/links/S', '/links/S/requests', '/security-events', '/healthz']
  expect(inside.filter(routed)).toEqual([])
})

test('the namespace turns away what the standard forbids', () => {
  expect(at(find(manifests, 'Namespace', 'chain-of-trust'), 'metadata.labels')).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
  })
  const elsewhere = manifests.filter(
    ({ kind, metadata }) => kind !== 'Namespace' && metadata['namespace'] !== 'chain-of-trust',
  )
  expect(elsewhere).toEqual([])
})
