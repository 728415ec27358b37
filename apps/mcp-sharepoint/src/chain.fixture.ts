import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { freePort, startTestEntra } from '@chain-of-trust/testkit'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

const ORCHESTRATOR = 'a1b00000-0000-4000-8000-000000004401'
export const MCP_SHAREPOINT = 'a1b00000-0000-4000-8000-000000004411'
const GRAPH = 'a1b00000-0000-4000-8000-000000004491'
const GRAPH_MAIN = fileURLToPath(new URL('../../mock-graph/src/main.ts', import.meta.url))

/** The ids of `sharing` and `irreversible` where nothing else is configured. */
const PROVEN = Object.values(readConfig({}).AUTHENTICATION_CONTEXTS)

/**
 * For tests: tier 3 as it is, from Token B to the documents, with a test issuer in the place of Entra ID.
 * @param forGraph further environment of the document library
 */
export async function startChain(forGraph: Record<string, string> = {}) {
  const entra = await startTestEntra({ audience: GRAPH, azp: MCP_SHAREPOINT })
  const graph = await startGraph(entra.issuer.issuer, entra.jwksUri, forGraph)
  const audit = memoryAuditLog('mcp-sharepoint')
  const port = await freePort()
  const url = `http://localhost:${port}/mcp`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  const config = readConfig({
    RESOURCE: url,
    ISSUER: entra.issuer.issuer,
    TOKEN_ENDPOINT: entra.tokenEndpoint,
    JWKS_URI: entra.jwksUri,
    GRAPH_URL: graph.url,
    GRAPH_IDENTIFIER: 'http://localhost:4491/v1.0',
    LOG_LEVEL: 'silent',
  })
  const app = await buildApp(config, {
    keys: entra.issuer.keys,
    audit,
    clientKey: {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      thumbprintSha256: '00'.repeat(32),
    },
    dpopKey: await createDpopKey(),
  })
  await app.listen({ port, host: '127.0.0.1' })

  const key = await createDpopKey()
  const send = dpopFetch(key)
  /** Of somebody who has proved all that the policy asks for, at a client with cp1, unless said otherwise. */
  const tokenB = (oid: string, scp: string, { acrs = PROVEN, xms_cc = ['CP1'] } = {}) =>
    entra.issuer.token({ audience: MCP_SHAREPOINT, azp: ORCHESTRATOR, jkt: key.jkt, oid, scp, acrs, xms_cc })
  const fetchAs = async (oid: string, scp: string) => {
    const accessToken = await tokenB(oid, scp)
    return (input: string | URL, init: RequestInit = {}) => send(input, { ...init, accessToken })
  }

  /** The official v2 client with a Token B for these scopes. */
  const connect = async (oid: string, scp: string, pin: '2026-07-28' | undefined = '2026-07-28') => {
    const mode = pin === undefined ? 'legacy' : ({ pin } as const)
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: await fetchAs(oid, scp) }))
    return client
  }
  const connectV1 = async (oid: string, scp: string) => {
    const client = new ClientV1({ name: 'test', version: '1' })
    await client.connect(new TransportV1(new URL(url), { fetch: await fetchAs(oid, scp) }))
    return client
  }

  const close = async () => {
    await app.close()
    await graph.stop()
    entra.close()
  }
  return { url, audit, entra, graph, connect, connectV1, tokenB, send, close }
}

/** The document library as a process of its own, as `npm start` runs it. */
async function startGraph(issuer: string, jwksUri: string, environment: Record<string, string>) {
  const port = await freePort()
  const state = mkdtempSync(join(tmpdir(), 'graph-'))
  const logFile = join(state, 'graph.log')
  const child = spawn(process.execPath, [GRAPH_MAIN], {
    env: {
      PORT: String(port),
      RESOURCE: `http://localhost:${port}/v1.0`,
      ISSUER: issuer,
      JWKS_URI: jwksUri,
      ALLOWED_CLIENTS: MCP_SHAREPOINT,
      STATE_DIR: state,
      LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', openSync(logFile, 'w'), 'inherit'],
  })
  const url = `http://localhost:${port}/v1.0`
  const healthy = () =>
    fetch(`http://localhost:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await healthy())) {
    if (child.exitCode !== null) throw new Error(`mock-graph exited with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    url,
    logFile,
    auditFile: join(state, 'audit', 'mock-graph.jsonl'),
    // Its last act is to vouch for its audit log: only then may the file go.
    stop: async () => {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(state, { recursive: true, force: true })
    },
  }
}
