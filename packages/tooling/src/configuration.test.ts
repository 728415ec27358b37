import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findConfigurationFaults, readConfigurations } from './configuration.ts'
import { readCompose } from './containers/compose.fixture.ts'
import { settings, production } from './kubernetes/manifests.fixture.ts'
import { repositoryRoot } from './repository.ts'
import { listServices } from './services.ts'

const page = readFileSync(join(repositoryRoot, 'docs/configuration.md'), 'utf8')
const configurations = await readConfigurations(repositoryRoot)

test('docs/configuration.md is what the services read: names, defaults, readers', () => {
  expect([...configurations.keys()]).toEqual(expect.arrayContaining(listServices().map(({ name }) => name)))
  expect(configurations.get('orchestrator')?.size).toBeGreaterThan(30)
  expect(findConfigurationFaults(page, configurations)).toEqual([])
})

test.each([
  ['a variable without a row', /^\| `HOST_ORIGIN`.*\n/m, '', 'HOST_ORIGIN has no row'],
  ['a row without a variable', '| `HOST_ORIGIN`', '| `HOST_ORIGINS`', 'HOST_ORIGINS is read by nobody'],
  ['another default', '`86400`', '`3600`', 'OPERATION_TTL has the default 86400'],
  [
    'a default where there is none',
    /(`GRANT_KEY_FILE` *\|).*?\|/,
    '$1 `a.key` |',
    'GRANT_KEY_FILE has the default ',
  ],
  [
    'another reader',
    /(`GITHUB_API_URL`.*?) mcp-github/,
    '$1 mcp-jira',
    'GITHUB_API_URL is read by mcp-github',
  ],
  ['a reader too many', 'services but ai-host,', 'services but', 'REDIS_URL is read by '],
  ['no meaning', /(`LOG_LEVEL`.*\|).*\|$/m, '$1 |', 'LOG_LEVEL has no meaning'],
  ['a row twice', /^(\| `LOG_LEVEL`.*\n)/m, '$1$1', 'LOG_LEVEL has two rows'],
] as const)('%s is found', (_, from, to, fault) => {
  const changed = page.replaceAll(from instanceof RegExp ? new RegExp(from, `${from.flags}g`) : from, to)
  expect(changed).not.toBe(page)
  expect(findConfigurationFaults(changed, configurations)).toContainEqual(expect.stringContaining(fault))
})

test('containers and the cluster set nothing that the service would not read', () => {
  const { services } = readCompose()
  const set = [
    ...Object.entries(services).map(([name, { environment }]) => [name, environment] as const),
    ...Object.entries(settings(production())),
  ].filter(([name]) => configurations.has(name))
  expect(set.length).toBeGreaterThan(12)
  for (const [name, variables] of set) {
    const unread = Object.keys(variables).filter((variable) => !configurations.get(name)?.has(variable))
    expect([name, unread]).toEqual([name, []])
  }
})

test('no variable holds a secret: it says in which file one is', () => {
  const names = new Set([...configurations.values()].flatMap((variables) => [...variables.keys()]))
  const secret = [...names].filter((name) => /PASSWORD|SECRET|(^|_)(KEY|TOKEN|CREDENTIALS?)$/.test(name))
  expect(names.size).toBeGreaterThan(60)
  expect(secret.filter((name) => !/_(FILE|DIR)$/.test(name))).toEqual([])
})
