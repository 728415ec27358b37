import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { expect, test } from 'vitest'
import { findRegistrationFaults } from '../registration-faults.ts'
import { repositoryRoot } from '../repository.ts'
import { deployedFile, deployedRegistrations, readAddresses } from './deployed-registrations.ts'
import { production, settings } from './manifests.fixture.ts'

const addresses = readAddresses()
const deployed = deployedRegistrations(addresses)

test(
  'the overlay’s registrations are the repository’s, at its own addresses (npm run kubernetes)',
  { tags: ['REG-2'] },
  () => {
    expect(JSON.parse(readFileSync(deployedFile, 'utf8'))).toEqual(JSON.parse(JSON.stringify(deployed)))
  },
)

test('they agree with each other, and nothing of them is left on loopback', () => {
  // Ports tell services apart on one machine; here host names do.
  expect(findRegistrationFaults(deployed).filter((fault) => !fault.startsWith('the port '))).toEqual([])
  const servers = deployed.applications.filter(({ url }) => url !== undefined)
  expect(servers.length).toBeGreaterThan(5)
  expect(JSON.stringify(servers)).not.toContain('localhost')
  expect(new Set(servers.map(({ url }) => url)).size).toBe(servers.length)
})

test('scopes, pre-authorisations and the vault’s access control list stay as they are', () => {
  const source = registrations()
  expect(deployed.linkedAccounts).toEqual(source.linkedAccounts)
  for (const { name, api } of deployed.applications) {
    const before = source.applications.find((application) => application.name === name)
    expect([name, api]).toEqual([name, before?.api])
  }
})

test('what a tenant does not have is asked for by nobody', () => {
  expect(addresses.applications['security-events']).toBeNull()
  expect(JSON.stringify(registrations())).toContain('"security-events"')
  expect(JSON.stringify(deployed)).not.toContain('"security-events"')
})

test.each([
  ['an application without an entry', { 'token-vault': undefined }, /no entry for token-vault/],
  ['an entry without an application', { nobody: null }, /no application nobody/],
])('%s is an error', (_, change, message) => {
  const applications = { ...addresses.applications, ...change } as typeof addresses.applications
  expect(() => deployedRegistrations({ ...addresses, applications })).toThrow(message)
})

test('a service is sent to its neighbours under the names that are registered', () => {
  const hosts = Object.fromEntries(
    deployed.applications.flatMap(({ name, url }) => (url === undefined ? [] : [[new URL(url).host, name]])),
  )
  const routes = Object.values(settings(production())).flatMap(
    ({ CONNECT_TO }) => CONNECT_TO?.split(',') ?? [],
  )
  expect(routes.length).toBeGreaterThan(4)
  for (const route of routes) {
    const [, host = '', service] = /^([\w.-]+):443=([\w-]+):443$/.exec(route) ?? []
    expect([route, hosts[host]]).toEqual([route, service])
  }
})

test.each(Object.entries(settings(production())).filter(([, data]) => 'SENDER_CONSTRAINT' in data))(
  'the settings of %s are read by it, and accepted',
  async (name, data) => {
    const sources = globSync([`apps/${name}/src/**/*.ts`, 'packages/service-kit/src/**/*.ts'], {
      cwd: repositoryRoot,
    })
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(repositoryRoot, file), 'utf8'))
      .join('\n')
    // The schema drops what it does not know: a name that is spelled wrong would change nothing, and say nothing.
    expect(Object.keys(data).filter((key) => !new RegExp(`\\b${key}\\b`).test(sources))).toEqual([])
    const { readConfig } = (await import(join(repositoryRoot, 'apps', name, 'src/config.ts'))) as {
      readConfig: (environment: Record<string, string>) => unknown
    }
    expect(() => readConfig(data)).not.toThrow()
    expect(() => readConfig({ ...data, SENDER_CONSTRAINT: 'nonsense' })).toThrow('SENDER_CONSTRAINT')
  },
)
