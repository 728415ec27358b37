import { registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { confidentialClients, linkedProviders, listServices } from '../services.ts'
import { connectionsOf, read, readCompose, type ComposeService } from './compose.fixture.ts'
import { DATABASES, STORES } from './stores.ts'

const { services, networks } = readCompose()
const connections = connectionsOf(services)
/** All but `keys`, which makes what they hold and ends. */
const running = Object.entries(services).filter(([name]) => name !== 'keys')
const ours = running.filter(([, { image }]) => image.startsWith('chain-of-trust/'))
const names = (list: readonly [string, ComposeService][]) => list.map(([name]) => name).sort()
const pair = (...both: string[]) => both.sort().join(' ')
const membersOf = (network: string) => names(running.filter(([, service]) => network in service.networks))
const neighboursOf = (name: string) => Object.keys(services[name]?.networks ?? {}).flatMap(membersOf)
/** The service that runs several times behind this proxy, or the service itself. */
const behind = (name: string) => name.replace(/-proxy$/, '')

test('every service has its container, on its own port', () => {
  expect(names(ours)).toEqual(
    listServices()
      .map(({ name }) => name)
      .sort(),
  )
  for (const { name, port } of listServices())
    expect([name, services[name]?.environment['PORT']]).toEqual([name, String(port)])
})

test(
  'two containers share a network when they talk, and no network has a third',
  { tags: ['TIER-4'] },
  () => {
    const joined = Object.keys(networks)
      .map(membersOf)
      .filter((members) => members.length > 1)
    expect(new Set(joined.map((members) => pair(...members)))).toEqual(
      new Set(connections.map(({ from, to }) => pair(from, to))),
    )
    for (const [name, service] of running)
      expect([name, Object.keys(service.networks).filter((network) => !(network in networks))]).toEqual([
        name,
        [],
      ])
  },
)

test('tiers follow each other: the page reaches no tool, no tool another, and a database one service', () => {
  const tools = names(ours).filter((name) => name.startsWith('mcp-'))
  expect(tools.length).toBeGreaterThan(2)
  const others = (name: string) => neighboursOf(name).filter((neighbour) => neighbour !== name)
  expect(others('ai-host')).toEqual([])
  for (const tool of tools) {
    expect([
      tool,
      others(tool)
        .map(behind)
        .filter((name) => name !== tool && tools.includes(name)),
    ]).toEqual([tool, []])
    expect([tool, others(tool).filter((name) => name.endsWith('-db'))]).toEqual([tool, []])
  }
  for (const resource of ['mock-graph', 'mock-saas']) expect(others('orchestrator')).not.toContain(resource)
  for (const [service, database] of DATABASES) expect(others(database)).toEqual([service])
})

test('a connection goes to who serves that port', () => {
  const stores = [...DATABASES.values()].map((name) => `${name}:5432`).concat('valkey:6379')
  const served = running.flatMap(([name, { environment }]) =>
    environment['PORT'] === undefined ? [] : [`${name}:${environment['PORT']}`],
  )
  for (const { to, port } of connections) expect([...served, ...stores]).toContain(`${to}:${port}`)
  // Past its proxy nobody reaches a replica.
  const past = connections.filter(({ from, to }) => services[to]?.deploy && from !== `${to}-proxy`)
  expect(past).toEqual([])
})

test('a service that runs several times is behind a proxy, whose word for an address it takes, and no other', () => {
  const replicated = running.filter(([, { deploy }]) => deploy !== undefined)
  expect(names(replicated)).toEqual(['mcp-sharepoint', 'orchestrator'])
  for (const [name, { deploy, environment, ports }] of replicated) {
    expect([name, deploy?.replicas, ports]).toEqual([name, 2, []])
    const proxy = services[`${name}-proxy`]
    const address = proxy?.networks[`${name}-replicas`]?.ipv4_address
    expect([name, environment['TRUSTED_PROXIES']]).toEqual([name, address])
    const subnet = networks[`${name}-replicas`]?.ipam.config[0].subnet ?? ''
    expect(address?.split('.').slice(0, 3)).toEqual(subnet.split('.').slice(0, 3))
    expect(membersOf(`${name}-replicas`)).toEqual([name, `${name}-proxy`])
  }
  const trusting = ours.filter(([, { environment }]) => 'TRUSTED_PROXIES' in environment)
  expect(names(trusting)).toEqual(names(replicated))
  expect(read('infra/proxy/nginx.conf').match(/X-Forwarded-For .*/g)).toEqual([
    'X-Forwarded-For $remote_addr;',
  ])
})

test('each network has a range of its own', () => {
  const subnets = Object.values(networks).map(({ ipam }) => ipam.config[0].subnet)
  expect(subnets.filter((subnet) => !/^10\.201\.\d+\.0\/24$/.test(subnet))).toEqual([])
  expect(new Set(subnets).size).toBe(subnets.length)
})

test(
  'a store has no way out of the machine, no port on it, and takes nobody without TLS',
  { tags: ['TIER-4'] },
  () => {
    for (const store of STORES) {
      expect([store, services[store]?.ports]).toEqual([store, []])
      const open = Object.keys(services[store]?.networks ?? {}).filter(
        (network) => !networks[network]?.internal,
      )
      expect([store, open]).toEqual([store, []])
    }
    const rules = read('infra/postgres/pg_hba.conf')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/\s+/))
    expect(rules.length).toBeGreaterThan(0)
    expect(
      rules.filter(([type, , , , method]) => type === 'host' || type === 'hostnossl' || method === 'trust'),
    ).toEqual([])
    const valkey = read('infra/valkey/valkey.conf')
    expect(valkey).toMatch(/^port 0$/m)
    expect(valkey).toMatch(/^maxmemory-policy noeviction$/m)
    // What is spent and what is fresh are forgotten together, or a proof would be good again after a restart.
    expect(valkey).toMatch(/^save ""$/m)
    expect(valkey).toMatch(/^appendonly no$/m)
  },
)

test('a service signs in at its stores as itself, and verifies whom it signs in to', () => {
  for (const [name, { environment }] of ours) {
    const { DATABASE_URL, REDIS_URL } = environment
    expect([undefined, `rediss://${name}@valkey:6379`]).toContain(REDIS_URL)
    expect(DATABASE_URL !== undefined).toBe(DATABASES.has(name))
    if (DATABASE_URL === undefined) continue
    const { username, hostname, searchParams } = new URL(DATABASE_URL)
    expect([username, hostname]).toEqual([name, DATABASES.get(name)])
    expect(searchParams.get('sslmode')).toBe('verify-full')
  }
  expect(names(ours.filter(([, { environment }]) => environment['REDIS_URL'] !== undefined))).toEqual(
    // The mock has a key, for its log; what it keeps is in its own file.
    confidentialClients()
      .filter((name) => name !== 'mock-idp')
      .sort(),
  )
})

test('the authorization server reaches each application that hears of revocations', () => {
  const receivers = registrations()
    .applications.filter(({ requiredResourceAccess }) =>
      requiredResourceAccess.some(({ roles }) => roles.includes('SecurityEvents.Read')),
    )
    .map(({ name }) => name)
  expect(receivers).toContain('orchestrator')
  const reached = connections.filter(({ from }) => from === 'mock-idp').map(({ to }) => behind(to))
  expect(reached.sort()).toEqual(receivers.sort())
})

test('every service with a log and a key sends it to audit-trail, which the page is told of too', () => {
  const told = ours.filter(([, { environment }]) => 'AUDIT_TRAIL_URL' in environment)
  const writers = registrations().applications.filter(({ requiredResourceAccess }) =>
    requiredResourceAccess.some(({ roles }) => roles.includes('Audit.Write')),
  )
  expect(writers.length).toBeGreaterThan(5)
  expect(names(told)).toEqual([...writers.map(({ name }) => name), 'ai-host'].sort())
  const url = registrations().applications.find(({ name }) => name === 'audit-trail')?.url
  expect(new Set(told.map(([, { environment }]) => environment['AUDIT_TRAIL_URL']))).toEqual(new Set([url]))
  // The page's browser reads; its server has no way there.
  const senders = connections.filter(({ to }) => to === 'audit-trail').map(({ from }) => from)
  expect(senders.sort()).toEqual(writers.map(({ name }) => name).sort())
})

test('a container sees its own secrets and no other, and cannot write there', () => {
  const holders = [...confidentialClients(), ...STORES]
  for (const [name, { volumes }] of running) {
    const secrets = volumes.filter((volume) => volume.includes('-secrets:'))
    expect([name, secrets]).toEqual([name, holders.includes(name) ? [`${name}-secrets:/run/secrets:ro`] : []])
    const states = volumes.filter((volume) => /:\/state\b/.test(volume) && !volume.endsWith(':ro'))
    expect(states.filter((volume) => !volume.split(':')[0]!.includes(name))).toEqual([])
  }
})

test('keys that seal what lies in a database lie apart from it, with the one service that uses them', () => {
  const mounts = (start: string): string[] =>
    Object.entries(services).flatMap(([name, { volumes }]) =>
      volumes.filter((volume) => volume.startsWith(start)).map((volume) => `${name} ${volume}`),
    )
  expect(mounts('token-vault-kek:')).toEqual(['token-vault token-vault-kek:/kek'])
  expect(mounts('certificate-authority:')).toEqual(['keys certificate-authority:/certificate-authority'])
  for (const database of DATABASES.values())
    expect(mounts(`${database}:`)).toEqual([`${database} ${database}:/var/lib/postgresql`])
  expect(services['token-vault']?.environment).toMatchObject({ KEK_DIR: '/kek' })
  expect(services['orchestrator']?.environment).toMatchObject({ GRANT_KEY_FILE: '/run/secrets/jobs.key' })
  // By the digests the providers know the vault; nobody can be the vault with them.
  expect(mounts('saas-clients:')).toEqual([
    'keys saas-clients:/saas-clients',
    'mock-saas saas-clients:/state/saas-clients:ro',
  ])
})

test('the vault is told where each secret lies that the keys container makes', () => {
  const files = linkedProviders().map((provider) => [
    `${provider.toUpperCase()}_CLIENT_SECRET_FILE`,
    `/run/secrets/${provider}.secret`,
  ])
  expect(files.length).toBeGreaterThan(0)
  expect(services['token-vault']?.environment).toMatchObject(Object.fromEntries(files))
})

test('nothing in an environment is a secret', () => {
  for (const [name, { environment }] of Object.entries(services)) {
    for (const [variable, value] of Object.entries(environment)) {
      const named = /PASSWORD|SECRET|TOKEN|KEY|KEK|CREDENTIAL/.test(variable)
      expect([named, `${name} ${variable}`]).not.toEqual([true, expect.not.stringMatching(/_(FILE|DIR)$/)])
      expect(`${name} ${variable}=${value}`).not.toMatch(/:\/\/[^/@\s]*:[^/@\s]+@|BEGIN |[A-Za-z0-9_-]{32,}/)
    }
  }
})

test('a container is reached from this machine only, and on the port that the world knows', () => {
  for (const [name, { ports, environment }] of running) {
    const published = ports.map((port) => port.replace(/:\d+$/, ''))
    const PORT = environment['PORT']
    const serves = PORT !== undefined && services[`${name}-proxy`] === undefined
    expect([name, published]).toEqual([name, serves ? [`127.0.0.1:${PORT}`] : []])
  }
})

test('nothing that runs has a privilege, writes more than its volumes or takes more than its share', () => {
  for (const [name, service] of Object.entries(services)) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        ...(name !== 'keys' && { init: true }),
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        mem_limit: expect.stringMatching(/^\d+m$/) as unknown,
        memswap_limit: service['mem_limit'],
        pids_limit: expect.any(Number) as unknown,
        cpus: expect.any(Number) as unknown,
        ulimits: { core: 0 },
      }),
    ])
    for (const key of ['privileged', 'pid', 'ipc', 'devices', 'userns_mode'])
      expect(service).not.toHaveProperty(key)
    expect(service.volumes.filter((volume) => volume.includes('docker.sock'))).toEqual([])
    if (name === 'keys') continue
    expect(service).not.toHaveProperty('cap_add')
    expect(service).not.toHaveProperty('network_mode')
    expect(service).toHaveProperty('healthcheck')
    expect([name, service['user']]).toEqual([
      name,
      expect.stringMatching(/^(postgres|[1-9]\d*:[1-9]\d*)$/) as unknown,
    ])
  }
  // What runs as root has no network, and ends.
  expect(services['keys']).toMatchObject({ user: '0:0', network_mode: 'none' })
})
