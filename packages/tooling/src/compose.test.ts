import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { repositoryRoot } from './repository.ts'
import { confidentialClients, linkedProviders, listServices } from './services.ts'

const Service = z.looseObject({
  environment: z
    .looseObject({ CONNECT_TO: z.string().default(''), PORT: z.string().default('') })
    .prefault({}),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
})
const Compose = z.object({ services: z.record(z.string(), Service) })
const file = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8')
const { services } = Compose.parse(parse(file, { merge: true }))
/** The containers that serve: all but `keys`, which makes what they hold and ends. */
const running = Object.entries(services)
  .filter(([name]) => name !== 'keys')
  .map(([name, service]) => ({ name, port: Number(service.environment.PORT), service }))
const pair = (...names: string[]) => names.sort().join(' ')

/** Who opens a connection to whom, as `PORT=HOST:PORT,…` says. */
const connections = running.flatMap(({ name, service }) =>
  service.environment.CONNECT_TO.split(',')
    .filter((route) => route !== '')
    .map((route) => ({ from: name, to: /^\d+=([^:]+):/.exec(route)?.[1] ?? '', route })),
)

test('every service has its container, on its own port', () => {
  const containers = running.map(({ name, port }) => ({ name, port }))
  expect(containers).toEqual(expect.arrayContaining(listServices().map(({ name, port }) => ({ name, port }))))
})

test('two containers share a network when they talk, and no network has a third', () => {
  const members = Map.groupBy(
    running.flatMap(({ name, service }) => service.networks.map((network) => ({ name, network }))),
    ({ network }) => network,
  )
  const joined = [...members.values()].filter((both) => both.length > 1)
  expect(new Set(joined.map((both) => pair(...both.map(({ name }) => name))))).toEqual(
    new Set(connections.map(({ from, to }) => pair(from, to))),
  )
})

test('a connection for a port goes to the container that serves it', () => {
  const served = running.map(({ name, port }) => `${port}=${name}:${port}`)
  for (const { route } of connections) expect(served).toContain(route)
})

test('the authorization server reaches each application that hears of revocations', () => {
  const receivers = registrations()
    .applications.filter(({ requiredResourceAccess }) =>
      requiredResourceAccess.some(({ roles }) => roles.includes('SecurityEvents.Read')),
    )
    .map(({ name }) => name)
  expect(receivers).toContain('orchestrator')
  const reached = connections.filter(({ from }) => from === 'mock-idp').map(({ to }) => to)
  expect(reached.sort()).toEqual(receivers.sort())
})

test('a container sees its own key and no other', () => {
  for (const { name, service } of running) {
    const keys = service.volumes.filter((volume) => volume.includes('-key:'))
    expect([name, keys]).toEqual([
      name,
      confidentialClients().includes(name) ? [`${name}-key:/run/key:ro`] : [],
    ])
    const states = service.volumes.filter((volume) => /:\/state\b/.test(volume) && !volume.endsWith(':ro'))
    expect(states.filter((volume) => !volume.split(':')[0]!.includes(name))).toEqual([])
  }
})

test('who can open the linked accounts: the vault alone, with keys that lie apart from them', () => {
  const mounts = (start: string): string[] =>
    Object.entries(services).flatMap(([name, { volumes }]) =>
      volumes.filter((volume) => volume.startsWith(start)).map((volume) => `${name} ${volume}`),
    )
  expect(mounts('token-vault-kek:')).toEqual(['token-vault token-vault-kek:/kek'])
  expect(mounts('token-vault-state:')).toEqual(['token-vault token-vault-state:/state'])
  expect(services['token-vault']?.environment).toMatchObject({ KEK_DIR: '/kek' })
  expect(mounts('token-vault-secrets:')).toEqual([
    'keys token-vault-secrets:/secrets',
    'token-vault token-vault-secrets:/run/secrets:ro',
  ])
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

test('a container is reached from this machine only, writes its state only, and has no privilege', () => {
  for (const { name, port, service } of running) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        ports: [`127.0.0.1:${port}:${port}`],
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      }),
    ])
  }
})
