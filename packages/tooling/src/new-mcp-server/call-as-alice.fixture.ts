/**
 * For tests: the chain from Token A to the resource, of the tree that this file is in, on free ports. Signs in as Alice,
 * reads the catalogue, calls `<server>/list_items`, and prints what came back and which records it left.
 *
 *   node call-as-alice.fixture.ts SERVER STATE_DIR
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { installConnectTo } from '@chain-of-trust/service-kit'
import { localRegistration, registrations } from '@chain-of-trust/service-kit/registrations'
import { freePort } from '@chain-of-trust/testkit'
import { ensureDevKeys, keysIn } from '../dev-keys.ts'
import { waitUntilHealthy } from '../health.ts'
import { startService } from '../service-process.ts'
import { confidentialClients, listServices } from '../services.ts'
import { callTool } from '../walkthrough/call-tool.ts'
import { signIn } from '../walkthrough/sign-in.ts'

const [server = '', stateDir = ''] = process.argv.slice(2)
const chain = ['mock-idp', 'orchestrator', server, 'mock-graph']
const services = listServices().filter(({ name }) => chain.includes(name))
const ports = await Promise.all(services.map(() => freePort()))
// They keep their names: who opens a connection to one of them comes out at another port.
const CONNECT_TO = services.map(({ port }, index) => `${port}=localhost:${ports[index]}`).join(',')
await ensureDevKeys(confidentialClients(), keysIn(stateDir))
const processes = services.map((service, index) =>
  startService(service, {
    stateDir,
    env: { PATH: process.env['PATH'], STATE_DIR: stateDir, PORT: String(ports[index]), CONNECT_TO },
    onLine: (line) => process.stderr.write(`${service.name}  ${line}\n`),
  }),
)
try {
  await installConnectTo(CONNECT_TO)
  await Promise.all(services.map((service) => waitUntilHealthy(service, AbortSignal.timeout(120_000))))
  const { authority, tenant } = registrations()
  const { appId, spa } = localRegistration('ai-host')
  const issuer = `${authority}/${tenant.id}`
  const orchestrator = localRegistration('orchestrator').url ?? ''
  const key = await createDpopKey()
  const config = {
    clientId: appId,
    authorityMetadata: await (await fetch(`${issuer}/v2.0/.well-known/openid-configuration`)).text(),
    redirectUri: spa?.redirectUris[0] ?? '',
    orchestrator,
    scopes: [`${orchestrator}/access_as_user`],
    senderConstraint: 'dpop' as const,
  }
  const { token } = await signIn(config, 'Alice', key)
  const accessToken = token.reveal()
  const listed = await dpopFetch(key)(`${orchestrator}/api/catalogue`, { accessToken })
  const answer = await callTool({ orchestrator, token, key }, `${server}/list_items`, { limit: 1 })
  const seen = { catalogue: await listed.json(), answer, records: recordsOf(answer.traceId) }
  process.stdout.write(`${JSON.stringify(seen)}\n`)
} finally {
  await Promise.all(processes.map((process) => process.stop()))
}

/** Every record of one request, in the order of the chain. */
function recordsOf(traceId: string): unknown[] {
  return chain.flatMap((name) => {
    const file = join(stateDir, 'audit', `${name}.jsonl`)
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    return lines
      .map((line) => JSON.parse(line) as { trace_id?: string })
      .filter(({ trace_id }) => trace_id === traceId)
  })
}
