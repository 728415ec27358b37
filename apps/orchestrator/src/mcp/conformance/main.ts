/**
 * The orchestrator's MCP client as the official conformance suite runs it: `main.ts <server URL>`, with the
 * scenario in the environment. It is no part of the service.
 */
import { createDpopKey, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { DpopSession, type Client, type StoredOAuthClientInformation } from '@modelcontextprotocol/client'
import { callTool, listTools, withClient, type Manner, type McpRequest } from '../mcp-client.ts'
import { authorizedFetch } from './authorized-fetch.ts'
import { Person } from './person.ts'

const env = process.env
const scenario = env['MCP_CONFORMANCE_SCENARIO'] ?? ''
const context = JSON.parse(env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as {
  client_id?: string
  client_secret?: string
  toolCalls?: { name: string; arguments: Record<string, unknown> }[]
}
/** Milliseconds for one call. The suite starts all its scenarios at once: on a busy machine each is slow, not broken. */
const TIMEOUT = 600_000
const legacy = env['MCP_CONFORMANCE_PROTOCOL_VERSION'] !== '2026-07-28'

const request = await requestTo(process.argv[2] ?? '')
/** What production refuses: handshakes, questions of the server, streams that are taken up again. */
const manner: Manner = {
  options: {
    versionNegotiation: { mode: legacy ? 'legacy' : 'auto' },
    capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
  },
  reconnections: 2,
  prepare: answerQuestions,
}

if (scenario === 'json-schema-ref-no-deref') await listTools(request)
else if (!legacy && (scenario === 'tools_call' || scenario.startsWith('auth/'))) await asTheAgent()
else await withClient(request, callEverything, manner)

/** The two functions that the agent has, and nothing else. */
async function asTheAgent(): Promise<void> {
  for (const { name } of await listTools(request)) await callTool(request, name, { a: 5, b: 3 })
}

async function callEverything(client: Client, { timeout }: { timeout: number }): Promise<void> {
  const { tools } = await client.listTools({}, { timeout })
  if (scenario === 'request-metadata') return
  const calls =
    context.toolCalls ??
    tools.map(({ name }) => ({ name, arguments: { a: 5, b: 3 } as Record<string, unknown> }))
  for (const call of calls) await client.callTool(call, { timeout })
}

function answerQuestions(client: Client): void {
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
  client.setRequestHandler('roots/list', () => ({ roots: [] }))
  client.setRequestHandler('sampling/createMessage', () => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: 'nothing' },
  }))
}

/** One key for both: the SDK proves it to the authorization server, our sender to the resource. */
function session({ pair, jwk, jkt }: DpopKey): Promise<DpopSession> {
  return DpopSession.create({ keyPair: { ...pair, publicJwk: { ...jwk }, thumbprint: jkt, alg: 'ES256' } })
}

async function requestTo(url: string): Promise<McpRequest> {
  const signal = new AbortController().signal
  if (!scenario.startsWith('auth/'))
    return { url, fetch: (input, init) => fetch(input, init), signal, timeout: TIMEOUT }
  const key = scenario.startsWith('auth/dpop') ? await createDpopKey() : undefined
  const person = new Person({
    ...(context.client_id === undefined ? {} : { client: context as StoredOAuthClientInformation }),
    ...(key === undefined ? {} : { dpop: await session(key) }),
  })
  return { url, fetch: authorizedFetch(url, person, key), signal, timeout: TIMEOUT }
}
