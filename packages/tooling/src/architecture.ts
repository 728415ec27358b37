/**
 * Who may import whom (design: the tiers, and what a fork throws away). Declared dependencies are the imports:
 * pnpm's isolated node_modules resolves nothing that a package.json does not name.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SCOPE = '@chain-of-trust/'

interface Row {
  /** Packages of ours that may be used at run time. */
  imports: readonly string[]
  /** And those that only its tests may use. */
  tests?: readonly string[]
}

const TESTKIT = ['testkit'] as const
const SERVICE = ['auth-core', 'service-kit'] as const

/** A package without a row, or a row without a package, is a finding. */
const ARCHITECTURE: Readonly<Record<string, Row>> = {
  'packages/auth-core': { imports: [], tests: TESTKIT },
  'packages/token-flow': { imports: ['auth-core'], tests: TESTKIT },
  'packages/service-kit': { imports: ['auth-core'], tests: TESTKIT },
  // Takes an Exchange function; the app joins it with token-flow. So each can be read without the other.
  'packages/mcp-kit': { imports: ['auth-core', 'service-kit'], tests: TESTKIT },
  'packages/stdio-handshake': { imports: ['auth-core'], tests: TESTKIT },
  'packages/testkit': { imports: ['auth-core'] },
  // It finds, or installs, what the testkit starts.
  'packages/tooling': { imports: [...SERVICE, 'testkit'] },
  'packages/checklist': { imports: [...SERVICE, 'stdio-handshake', 'testkit', 'tooling'] },
  'packages/e2e': {
    imports: [],
    tests: [
      'auth-core',
      'checklist',
      'mcp-kit',
      'stdio-handshake',
      'service-kit',
      'testkit',
      'token-flow',
      'tooling',
    ],
  },
  // Nothing that runs depends on what it compares us with.
  'packages/bench': {
    imports: [],
    tests: [...SERVICE, ...TESTKIT, 'token-flow', 'mcp-kit', 'stdio-handshake', 'checklist', 'tooling'],
  },
  // The page may use two doors of auth-core only; SOURCE_RULES holds that.
  // Its tests read what the orchestrator says it sends: two schemas of one wire would drift apart unseen.
  'apps/ai-host': { imports: SERVICE, tests: [...TESTKIT, 'audit-trail', 'checklist', 'orchestrator'] },
  // Its tests sign in at the mock IdP as a person would.
  'apps/orchestrator': { imports: [...SERVICE, 'token-flow'], tests: [...TESTKIT, 'tooling'] },
  'apps/mcp-sharepoint': { imports: [...SERVICE, 'mcp-kit', 'token-flow'], tests: TESTKIT },
  'apps/mcp-github': { imports: [...SERVICE, 'mcp-kit', 'token-flow'], tests: TESTKIT },
  'apps/mcp-jira': { imports: [...SERVICE, 'mcp-kit', 'token-flow'], tests: TESTKIT },
  // On a person's machine: no key of its own, so nothing to exchange tokens with.
  'apps/mcp-workspace': { imports: [...SERVICE, 'stdio-handshake'], tests: TESTKIT },
  // As the page's: its tests read what the orchestrator says it sends.
  'apps/ai-host-cli': {
    imports: [...SERVICE, 'stdio-handshake'],
    tests: [...TESTKIT, 'tooling', 'orchestrator'],
  },
  'apps/token-vault': { imports: [...SERVICE, 'token-flow'], tests: TESTKIT },
  'apps/audit-trail': { imports: [...SERVICE, 'token-flow'], tests: TESTKIT },
  // Somebody else's system: it shares nothing with ours but how a service is hosted.
  'apps/mock-saas': { imports: ['service-kit'], tests: TESTKIT },
  'apps/mock-idp': { imports: [...SERVICE, 'token-flow'], tests: TESTKIT },
  // As a client it asks in its own name only: for the security events.
  'apps/mock-graph': { imports: [...SERVICE, 'token-flow'], tests: TESTKIT },
}

/** Libraries with one home: `pattern` may be a run-time dependency of `homes` only (`tests`: and a test's, there). */
const OWNERS: readonly { pattern: RegExp; homes: readonly string[]; tests?: readonly string[] }[] = [
  {
    pattern: /^@azure\/msal-node$/,
    homes: ['packages/token-flow', 'apps/ai-host-cli'],
    tests: ['apps/mock-idp', 'packages/e2e', 'packages/bench'],
  },
  { pattern: /^@azure\/msal-browser$/, homes: ['apps/ai-host'] },
  // Made usable without a DOM there.
  { pattern: /^(mermaid|dompurify)$/, homes: ['packages/testkit'] },
  {
    pattern: /^@modelcontextprotocol\/server$/,
    homes: ['packages/mcp-kit', 'apps/mcp-workspace'],
    // A server to call, in the tests of the client.
    tests: ['apps/orchestrator', 'apps/ai-host-cli', 'packages/e2e'],
  },
  {
    pattern: /^@modelcontextprotocol\/(client|sdk)$/,
    homes: ['apps/orchestrator', 'apps/ai-host-cli'],
    tests: ['packages/mcp-kit', 'packages/e2e', 'packages/bench', 'apps/mcp-*', 'apps/ai-host-cli'],
  },
  {
    pattern: /^jose$/,
    homes: [
      'packages/auth-core',
      'packages/token-flow',
      'packages/service-kit',
      'packages/testkit',
      'packages/tooling',
      // Forges tokens and proofs.
      'packages/checklist',
      'apps/mock-idp',
    ],
    tests: ['packages/e2e', 'packages/bench', 'packages/mcp-kit', 'packages/stdio-handshake', 'apps/*'],
  },
  { pattern: /^(ai|@ai-sdk\/.+)$/, homes: ['apps/orchestrator', 'apps/ai-host', 'apps/ai-host-cli'] },
  { pattern: /^(react|react-.+|@xyflow\/.+|vite|@vitejs\/.+)$/, homes: ['apps/ai-host'] },
  { pattern: /^@redis\/client$/, homes: ['packages/service-kit', 'packages/testkit'] },
  { pattern: /^@peculiar\/x509$/, homes: ['packages/tooling', 'packages/testkit'], tests: ['apps/mock-idp'] },
  // OAuth with authorization servers that are not Entra ID.
  { pattern: /^oauth4webapi$/, homes: ['apps/token-vault'], tests: ['packages/bench'] },
  { pattern: /^(pg|@azure\/keyvault-keys)$/, homes: ['packages/service-kit', 'apps/token-vault'] },
  // The person's browser, and the keychain of their machine.
  { pattern: /^(open|@napi-rs\/keyring)$/, homes: ['apps/ai-host-cli'] },
  { pattern: /^undici$/, homes: ['packages/service-kit'] },
  // What records is written against the API; what sends the records anywhere is loaded where it is configured.
  { pattern: /^@opentelemetry\/api$/, homes: ['packages/auth-core', 'packages/service-kit'] },
  { pattern: /^@opentelemetry\/(?!api$)/, homes: ['packages/service-kit'], tests: ['packages/auth-core'] },
]

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Every breach of the tables above, as a sentence; none: an empty list. */
export function findArchitectureFaults(root: string): string[] {
  const packages = readWorkspace(root)
  const faults = Object.keys(ARCHITECTURE)
    .filter((folder) => !packages.has(folder))
    .map((folder) => `${folder} has a row in ARCHITECTURE but is no package`)
  for (const [folder, manifest] of packages) {
    const row = ARCHITECTURE[folder]
    const name = folder.slice(folder.indexOf('/') + 1)
    if (!row) faults.push(`${folder} has no row in ARCHITECTURE`)
    if (manifest.name !== SCOPE + name) faults.push(`${folder} is named ${manifest.name}`)
    for (const [dependency, test] of dependenciesOf(manifest)) {
      const how = test ? 'may not use, in tests either,' : 'may not use'
      if (row && dependency.startsWith(SCOPE)) {
        const ours = dependency.slice(SCOPE.length)
        const allowed = test ? [...row.imports, ...(row.tests ?? [])] : row.imports
        if (!allowed.includes(ours)) faults.push(`${folder} ${how} ${ours}`)
      }
      for (const { pattern, homes, tests } of OWNERS) {
        if (!pattern.test(dependency)) continue
        const allowed = test ? [...homes, ...(tests ?? [])] : homes
        if (!allowed.some((home) => matches(home, folder))) faults.push(`${folder} ${how} ${dependency}`)
      }
    }
  }
  return faults
}

function matches(home: string, folder: string): boolean {
  return home.endsWith('*') ? folder.startsWith(home.slice(0, -1)) : home === folder
}

function dependenciesOf(manifest: Manifest): [name: string, test: boolean][] {
  return [
    ...Object.keys(manifest.dependencies ?? {}).map((name): [string, boolean] => [name, false]),
    ...Object.keys(manifest.devDependencies ?? {}).map((name): [string, boolean] => [name, true]),
  ]
}

function readWorkspace(root: string): Map<string, Manifest> {
  const packages = new Map<string, Manifest>()
  for (const group of ['apps', 'packages']) {
    for (const name of readdirSync(join(root, group)).sort()) {
      const file = join(root, group, name, 'package.json')
      if (!existsSync(file)) continue
      packages.set(`${group}/${name}`, JSON.parse(readFileSync(file, 'utf8')) as Manifest)
    }
  }
  return packages
}
