import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { addServer, removeServer } from './new-mcp-server.ts'
import { copyTree, git, linkPackages } from './tree.fixture.ts'

const run = promisify(execFile)
const NAME = 'mcp-expense-reports'
const root = copyTree()
const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-new-'))
afterAll(() => {
  for (const folder of [root, stateDir]) rmSync(folder, { recursive: true, force: true })
})

const said: string[] = []
const tree = {
  root,
  say: (line: string) => void said.push(line),
  install: async () => {
    if (existsSync(join(root, 'apps', NAME))) linkPackages(root, NAME)
  },
}
const changed = () => git(root, 'status', '--porcelain', '--untracked-files=all')

// In this order: each begins with the tree that the one before has left.
test('when the packages cannot be linked, everything is as it was', async () => {
  const install = () => Promise.reject(new Error('No npm registry answered'))
  await expect(addServer({ name: NAME }, { ...tree, install })).rejects.toThrow(
    'No npm registry answered. Everything is as it was.',
  )
  expect(changed()).toBe('')
  expect(existsSync(join(root, 'apps', NAME))).toBe(false)
})

test('a place that has moved is named, and nothing is written', async () => {
  const before = readFileSync(join(root, 'infra/otel/docker-compose.yml'), 'utf8')
  writeFileSync(join(root, 'infra/otel/docker-compose.yml'), before.replaceAll('mcp-sharepoint', 'mcp-moved'))
  await expect(addServer({ name: NAME }, tree)).rejects.toThrow(
    'infra/otel/docker-compose.yml: nothing there names mcp-sharepoint any more. Nothing was written.',
  )
  writeFileSync(join(root, 'infra/otel/docker-compose.yml'), before)
  expect(changed()).toBe('')
})

test('what is not committed is not mixed with it', async () => {
  appendFileSync(join(root, 'docker-compose.yml'), '# mine\n')
  await expect(addServer({ name: NAME }, tree)).rejects.toThrow(/Not committed.*\n {2}docker-compose.yml\n/)
  git(root, 'checkout', '--quiet', 'docker-compose.yml')
  expect(changed()).toBe('')
})

test('the server is written, and what is generated from the registrations with it', async () => {
  const server = await addServer({ name: NAME, title: 'Expense reports' }, tree)
  expect(server).toMatchObject({ name: NAME, port: 4415, scope: 'ExpenseReports.Read' })
  const files = changed()
  for (const path of [
    `apps/${NAME}/src/policy.ts`,
    `infra/kubernetes/base/${NAME}.yaml`,
    `infra/entra/bicep/applications/${NAME}.bicep`,
    'infra/kubernetes/overlays/production/registrations.json',
    'docker-compose.yml',
  ]) {
    expect(files).toContain(path)
  }
  await expect(addServer({ name: NAME }, tree)).rejects.toThrow(`${NAME} is there already`)
})

test('its types agree with those of what it uses, and with the rows about it', async () => {
  const project = join(root, 'tsconfig.new.json')
  const include = [
    `apps/${NAME}/src`,
    'apps/orchestrator/src/policy.ts',
    'packages/tooling/src/architecture.ts',
  ]
  writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', include }))
  const { stdout } = await run('node_modules/.bin/tsc', ['-p', project], { cwd: root })
  expect(stdout).toBe('')
  rmSync(project)
}, 300_000)

const HELD = [
  `apps/${NAME}/src/app.test.ts`,
  `apps/${NAME}/src/security-events.test.ts`,
  'packages/checklist/src/checklist-document.test.ts',
  'packages/checklist/src/controls/controls.test.ts',
  ...[
    'architecture-c4.test.ts',
    'architecture.test.ts',
    'configuration.test.ts',
    'containers/compose.test.ts',
    'entra/drift.test.ts',
    'kubernetes/cluster.test.ts',
    'kubernetes/pod-faults.test.ts',
    'registrations.test.ts',
  ].map((file) => `packages/tooling/src/${file}`),
]

test('its own tests pass, and those of the pictures, the pods, the tenant and the checklist', async () => {
  const { stdout } = await run('node_modules/.bin/vitest', ['run', '--project=unit', ...HELD], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 1e8,
  })
  expect(stdout).toContain(`Test Files  ${HELD.length} passed (${HELD.length})`)
}, 600_000)

test('it stands in the checklist, with what its own tests prove', () => {
  const proven = readFileSync(join(root, 'docs/checklist.md'), 'utf8')
  expect(proven).toContain(`| \`${NAME}\` | AUD-1, AUD-3, CAE-1, DEL-3, LOG-2, OBO-2, STP-3 |`)
})

test('Alice finds it in the catalogue, and her call is A, B and C in the records', async () => {
  const script = join(root, 'packages/tooling/src/new-mcp-server/call-as-alice.fixture.ts')
  const { stdout } = await run(process.execPath, [script, NAME, stateDir], { cwd: root, maxBuffer: 1e8 })
  const { catalogue, answer, records } = JSON.parse(stdout) as {
    catalogue: { servers: { name: string; title: string; tools: { name: string }[] }[] }
    answer: { status: number; result: { structured: { items: unknown[] } } }
    records: {
      service: string
      event: string
      outcome: string
      token?: { uti?: string; parent_uti?: string }
    }[]
  }
  const listed = catalogue.servers.find(({ name }) => name === NAME)
  expect(listed).toMatchObject({ title: 'Expense reports', tools: [{ name: 'list_items' }] })
  expect(answer.status).toBe(200)
  expect(answer.result.structured.items).toHaveLength(1)
  const of = (service: string, event: string) =>
    records.find(
      (record) => record.service === service && record.event === event && record.outcome === 'success',
    )?.token
  const [b, c] = [of('orchestrator', 'token_exchanged'), of(NAME, 'token_exchanged')]
  expect(b?.parent_uti).toBe(of('orchestrator', 'token_accepted')?.uti)
  expect(c?.parent_uti).toBe(b?.uti)
  expect(of('mock-graph', 'token_accepted')?.uti).toBe(c?.uti)
}, 200_000)

test('edited work is not deleted without a word; then nothing of the server is left', async () => {
  appendFileSync(join(root, `apps/${NAME}/src/policy.ts`), '// mine\n')
  await expect(removeServer(NAME, tree)).rejects.toThrow(`  apps/${NAME}/src/policy.ts`)
  expect(existsSync(join(root, `apps/${NAME}/src/policy.ts`))).toBe(true)
  await removeServer(NAME, { ...tree, discard: true })
  expect(changed()).toBe('')
  expect(existsSync(join(root, 'apps', NAME))).toBe(false)
  await expect(removeServer(NAME, tree)).rejects.toThrow(`Nothing here is called ${NAME}.`)
})

test('half of it can be taken away as well', async () => {
  await addServer({ name: NAME }, tree)
  git(root, 'checkout', '--quiet', '--', 'infra/entra/registrations.json', 'docker-compose.yml')
  await removeServer(NAME, { ...tree, discard: true })
  expect(changed()).toBe('')
})

test.each(['mcp-sharepoint', 'jira', 'mcp-workspace'])('%s stays', async (name) => {
  await expect(removeServer(name, tree)).rejects.toThrow('stays: tests, attacks and documents')
})

test.each([
  [{ name: 'Demo' }, 'is no name'],
  [{ name: '../demo' }, 'is no name'],
  [{ name: 'demo--two' }, 'is no name'],
  [{ name: 'a'.repeat(40) }, 'is no name'],
  [{ name: 'github' }, 'mcp-github is there already'],
  [{ name: 'jira-two' }, 'mcp-jira-two and mcp-jira begin alike'],
  [{ name: 'demo', port: '4412' }, "Port 4412 is mcp-github's"],
  [{ name: 'demo', port: '4414' }, "Port 4414 is mcp-workspace's"],
  [{ name: 'demo', port: '4492' }, "Port 4492 is mock-saas's"],
  [{ name: 'demo', port: '80' }, 'is no port'],
  [{ name: 'demo', port: '44a0' }, 'is no port'],
  [{ name: 'demo', title: "a'b" }, 'A title is'],
  [{ name: 'demo', title: 'a|b' }, 'A title is'],
])('%j is refused: %s', async (given, message) => {
  await expect(addServer(given, tree)).rejects.toThrow(message)
  expect(changed()).toBe('')
})
