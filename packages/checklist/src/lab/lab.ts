/** mock-graph and mcp-sharepoint as `npm start` runs them, on free ports, trusting an issuer whose key is ours. */
import { registration } from '@chain-of-trust/service-kit'
import { freePort, type TestIssuer } from '@chain-of-trust/testkit'
import { ensureDevKeys, keysIn, listServices, startService, waitUntilHealthy } from '@chain-of-trust/tooling'
import { createProofKey } from '../proof.ts'
import { startAttacker, type Attacker } from './attacker.ts'
import { openDoor, type Door } from './door.ts'
import { startIssuer } from './issuer-server.ts'
import { callTool } from './mcp-message.ts'

export interface Lab {
  graph: Door
  mcp: Door
  issuer: TestIssuer
  attacker: Attacker
  close: () => Promise<void>
}

/** @param stateDir folder of the lab's keys, logs and audit files */
export async function startLab(stateDir: string): Promise<Lab> {
  const { issuer, jwksUri, tokenEndpoint, close } = await startIssuer()
  await ensureDevKeys(['mcp-sharepoint'], keysIn(stateDir))
  const trust = { ISSUER: issuer.issuer, JWKS_URI: jwksUri, TOKEN_ENDPOINT: tokenEndpoint }
  const mcpSharepoint = registration('mcp-sharepoint').appId
  const key = await createProofKey()

  const graph = await run('mock-graph', '/v1.0', { ...trust, ALLOWED_CLIENTS: mcpSharepoint })
  const mcp = await run('mcp-sharepoint', '/mcp', { ...trust, GRAPH_URL: graph.resource })
  const attacker = await startAttacker(issuer.issuer)
  return {
    issuer,
    attacker,
    graph: openDoor({
      ...graph,
      issuer,
      key,
      client: mcpSharepoint,
      scopes: 'Files.Read',
      path: '/v1.0/me/drive/root/children',
      request: {},
    }),
    mcp: openDoor({
      ...mcp,
      issuer,
      key,
      client: registration('orchestrator').appId,
      scopes: 'Documents.Read',
      path: '/mcp',
      request: callTool('search_documents', { query: 'travel' }),
    }),
    async close() {
      await Promise.all([graph.stop(), mcp.stop()])
      attacker.close()
      close()
    },
  }

  async function run(name: string, path: string, env: Record<string, string>) {
    const port = await freePort()
    const url = `http://localhost:${port}`
    const resource = url + path
    const entry = { ...listServices().find((service) => service.name === name)!, port, url }
    // Where the lab's server runs beside the system, its environment names the system's audit-trail: what is written
    // here is not the system's, and would be a fork of its logs.
    const own = { PORT: String(port), RESOURCE: resource, STATE_DIR: stateDir, AUDIT_TRAIL_URL: '' }
    const service = startService(entry, {
      stateDir,
      env: { ...process.env, ...env, ...own },
      onLine: () => undefined,
    })
    const failure = new AbortController()
    void service.ended.then(({ how, lines }) => failure.abort(new Error([name, how, ...lines].join('\n'))))
    await waitUntilHealthy(entry, failure.signal)
    return { resource, audience: registration(name).appId, stop: () => service.stop() }
  }
}
