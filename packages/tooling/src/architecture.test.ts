import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findArchitectureFaults } from './architecture.ts'
import { repositoryRoot } from './repository.ts'
import { findSourceFaults } from './source-rules.ts'

/** A copy of every package.json, to break. */
function copyOfManifests(): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const file of globSync('{apps,packages}/*/package.json', { cwd: repositoryRoot })) {
    cpSync(join(repositoryRoot, file), join(root, file))
  }
  return root
}

function addDependency(root: string, folder: string, field: string, name: string): void {
  const file = join(root, folder, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >
  writeFileSync(file, JSON.stringify({ ...manifest, [field]: { ...manifest[field], [name]: '*' } }))
}

test('every package imports only what its row allows', () => {
  expect(findArchitectureFaults(repositoryRoot)).toEqual([])
})

test.each([
  ['packages/auth-core', 'dependencies', '@chain-of-trust/service-kit', 'may not use service-kit'],
  ['packages/mcp-kit', 'dependencies', '@chain-of-trust/token-flow', 'may not use token-flow'],
  ['packages/token-flow', 'dependencies', '@chain-of-trust/orchestrator', 'may not use orchestrator'],
  ['apps/mock-graph', 'dependencies', '@chain-of-trust/testkit', 'may not use testkit'],
  ['apps/mock-graph', 'devDependencies', '@chain-of-trust/mock-idp', 'in tests either, mock-idp'],
  ['apps/orchestrator', 'dependencies', '@azure/msal-node', 'may not use @azure/msal-node'],
  [
    'apps/mcp-sharepoint',
    'dependencies',
    '@modelcontextprotocol/server',
    'may not use @modelcontextprotocol/server',
  ],
])('%s with %s on %s is found', (folder, field, name, said) => {
  const root = copyOfManifests()
  expect(findArchitectureFaults(root)).not.toContainEqual(expect.stringContaining(said))
  addDependency(root, folder, field, name)
  expect(findArchitectureFaults(root)).toContainEqual(expect.stringContaining(said))
})

test('a package without a row and a row without a package are found', () => {
  const root = copyOfManifests()
  mkdirSync(join(root, 'apps/stranger'))
  writeFileSync(join(root, 'apps/stranger/package.json'), '{"name":"@chain-of-trust/stranger"}')
  expect(findArchitectureFaults(root)).toContain('apps/stranger has no row in ARCHITECTURE')
  const empty = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const group of ['apps', 'packages']) mkdirSync(join(empty, group))
  expect(findArchitectureFaults(empty)).toContain(
    'packages/auth-core has a row in ARCHITECTURE but is no package',
  )
})

test('every source keeps the source rules', () => {
  expect(findSourceFaults(repositoryRoot)).toEqual([])
})

test.each([
  ['apps/one/src/app.ts', 'const port = process.env.PORT'],
  ['apps/one/src/app.ts', `const port = process.env['PORT']`],
  ['apps/one/src/app.ts', `reply.header('WWW-Authenticate', 'Bearer')`],
  ['apps/one/src/app.ts', `const headers = { 'www-authenticate': 'Bearer' }`],
  ['apps/one/src/app.ts', 'log(token.reveal())'],
  ['apps/one/src/hook.ts', `if (request.url.startsWith('/public')) return`],
  ['apps/one/src/app.ts', `console.log('started')`],
  ['apps/ai-host/web/chat.tsx', `import { registrations } from '@chain-of-trust/service-kit'`],
  ['apps/one/src/app.ts', `import { app } from '../../../apps/two/src/app.ts'`],
  ['packages/auth-core/src/verify.ts', `import fastify from 'fastify'`],
])('in %s, %s is found', (file, line) => {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  mkdirSync(join(root, dirname(file)), { recursive: true })
  writeFileSync(join(root, file), `// harmless\n${line}\n`)
  expect(findSourceFaults(root)).toEqual([expect.stringMatching(`${file}:2: `)])
})

test.each([
  ['apps/one/src/config.ts', 'export const config = parse(process.env)'],
  ['apps/one/src/app.ts', `const header = response.headers.get('www-authenticate')`],
  ['apps/one/src/app.ts', `const cors = { exposedHeaders: ['WWW-Authenticate', 'DPoP-Nonce'] }`],
  ['apps/ai-host/web/sign-in.ts', `import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'`],
  ['packages/auth-core/src/fastify/index.ts', `import plugin from 'fastify-plugin'`],
])('in %s, %s is fine', (file, line) => {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  mkdirSync(join(root, dirname(file)), { recursive: true })
  writeFileSync(join(root, file), line)
  expect(findSourceFaults(root)).toEqual([])
})
