/**
 * For tests: one vault as a process of its own, on a real database. It reads lines `access <person>` and answers each
 * with a line; it is there to be killed. A third argument is the step at which it stops for ever, and says so: before
 * or after each question to the database and to the provider there is one.
 */
import { createInterface } from 'node:readline'
import { openAccessControl } from './access/access-control.ts'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { stopping } from './stopping.fixture.ts'
import { openState } from './store/open-state.ts'
import { github } from './providers/github.ts'
import { providersOf, settingsAt } from './provider.fixture.ts'
import { MCP_GITHUB, SCOPES, TENANT } from './vault.fixture.ts'
import { createVault } from './vault.ts'

const [settings, providerUrl, stopAt] = process.argv.slice(2) as [string, string, string?]
const providers = providersOf(github(settingsAt(providerUrl)))
const { store, cipher } = await openState(JSON.parse(settings) as Parameters<typeof openState>[0], () => {
  throw new Error('no key vault here')
})
let asked = false
const inSteps = stopping(stopAt === undefined ? undefined : Number(stopAt), () => asked)

const vault = createVault({
  store: inSteps(store),
  cipher,
  ...inSteps({ fetch: (input: string, init?: RequestInit) => fetch(input, init) }),
  providers,
  audit: memoryAuditLog('token-vault'),
  onTrouble: () => {},
})
// What goes on by itself would take steps of its own.
if (stopAt === undefined) vault.start()
const [row] = openAccessControl(providers, [
  { application: 'mcp-github', provider: 'github', scopes: SCOPES },
]).rows

async function access(oid: string): Promise<string> {
  const owner = { tid: TENANT, oid, client: MCP_GITHUB }
  const answer = await vault.access({ owner, row: row!, scopes: [SCOPES[1]!] })
  return answer.is === 'released' ? answer.accessToken.reveal() : answer.reason
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [id, oid] = line.split(' ') as [string, string]
  asked = true
  access(oid).then(
    (answer) => process.stdout.write(`${id} ${answer}\n`),
    (error: unknown) => process.stdout.write(`${id} ${(error as Error).name}\n`),
  )
})
lines.on('close', () => process.exit(0))
process.stdout.write('ready\n')
