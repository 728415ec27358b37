import { generateKeyPairSync } from 'node:crypto'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { freePort, startProviderDouble, startTestEntra, startVaultDouble } from '@chain-of-trust/testkit'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'

const ORCHESTRATOR = 'a1b00000-0000-4000-8000-000000004401'
export const VAULT = 'a1b00000-0000-4000-8000-000000004420'
export const MCP_GITHUB = 'a1b00000-0000-4000-8000-000000004412'

/** The ids of the authentication contexts where nothing else is configured. */
const PROVEN = Object.values(readConfig({}).AUTHENTICATION_CONTEXTS)

/**
 * For tests: tier 3 as it is, from Token B to the provider, with doubles over HTTP of Entra ID, of the token vault and
 * of GitHub.
 */
export async function startChain() {
  const entra = await startTestEntra({ audience: VAULT, azp: MCP_GITHUB })
  const vault = await startVaultDouble(entra.issuer, { audience: VAULT, provider: 'github' })
  const github = await startProviderDouble(() => ({ status: 404, body: {} }))
  const audit = memoryAuditLog('mcp-github')
  const port = await freePort()
  const url = `http://localhost:${port}/mcp`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  const config = readConfig({
    RESOURCE: url,
    ISSUER: entra.issuer.issuer,
    TOKEN_ENDPOINT: entra.tokenEndpoint,
    JWKS_URI: entra.jwksUri,
    GITHUB_API_URL: `${github.url}/api`,
    VAULT_URL: vault.url,
    VAULT_PORTAL: vault.url,
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
  /** Of somebody who has proved all that the policy asks for, unless said otherwise. */
  const tokenB = (oid: string, scp: string, { acrs = PROVEN, audience = MCP_GITHUB } = {}) =>
    entra.issuer.token({ audience, azp: ORCHESTRATOR, jkt: key.jkt, xms_cc: ['CP1'], oid, scp, acrs })
  const fetchAs = async (oid: string, scp: string, acrs = PROVEN) => {
    const accessToken = await tokenB(oid, scp, { acrs })
    return (input: string | URL, init: RequestInit = {}) => send(input, { ...init, accessToken })
  }
  /** The official v2 client, which can send people to a page. */
  const connect = async (oid: string, scp: string, acrs = PROVEN) => {
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { url: {} } } },
    )
    const fetch = await fetchAs(oid, scp, acrs)
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch }))
    return client
  }
  /** The official v1 client, which cannot. */
  const connectV1 = async (oid: string, scp: string) => {
    const client = new ClientV1({ name: 'test', version: '1' })
    await client.connect(new TransportV1(new URL(url), { fetch: await fetchAs(oid, scp) }))
    return client
  }
  /** One tool, called by a client of its own. */
  const call = async (oid: string, scp: string, name: string, args: Record<string, unknown> = {}) => {
    const client = await connect(oid, scp)
    const { content, structuredContent, isError } = await client.callTool({ name, arguments: args })
    await client.close()
    const text = (content as { text: string }[])[0]?.text ?? ''
    return { text, structured: structuredContent, isError: isError === true }
  }
  /** @param token how the person's token looks */
  const link = (oid: string, token: string, scopes: readonly string[]) =>
    vault.links.set(oid, { provider: 'github', token, generation: 1, scopes })

  const close = async () => {
    await app.close()
    vault.close()
    github.close()
    entra.close()
  }
  return { url, audit, entra, vault, github, tokenB, send, connect, connectV1, call, link, close }
}
