import { traceContext } from '@chain-of-trust/auth-core'
import { inSpan } from '@chain-of-trust/auth-core/telemetry'
import {
  Client,
  StreamableHTTPClientTransport,
  type CallToolResult,
  type ClientOptions,
  type InputRequiredResult,
  type PriorDiscovery,
  type Tool,
} from '@modelcontextprotocol/client'
import { TooLate } from './broken-off.ts'
import { guardedFetch, type TokenFetch } from './guarded-fetch.ts'

const REVISION = '2026-07-28'
/** Milliseconds for one call: the person is waiting. */
const TIMEOUT = 20_000
const MAX_PAGES = 8

// What `server/discover` would say. It is given rather than asked for: with 2026-07-28 there is no session, so
// a client that knows the revision makes one HTTP request per call, and that one carries the call's own token.
const KNOWN: PriorDiscovery = {
  kind: 'modern',
  discover: {
    supportedVersions: [REVISION],
    capabilities: { tools: {} },
    ttlMs: 0,
    cacheScope: 'private',
    resultType: 'complete',
  },
}

export interface McpRequest {
  /** Canonical URL of the MCP server. */
  url: string
  /** Presents the one token of this request. */
  fetch: TokenFetch
  signal: AbortSignal
  /** Milliseconds. */
  timeout?: number
}

/**
 * Calls one tool: exactly one HTTP request, on a client of its own, so that nothing of one person's call can
 * be seen in another's. A server that asks for something first is not answered: the caller decides what to make of it.
 * @throws Refusal, BrokenOff, ProtocolError, UnusableAnswer
 */
export function callTool(
  request: McpRequest,
  name: string,
  input: Record<string, unknown>,
): Promise<CallToolResult | InputRequiredResult> {
  const attributes = {
    'mcp.method.name': 'tools/call',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
    'server.address': new URL(request.url).hostname,
    'server.port': Number(new URL(request.url).port),
  } as const
  return inSpan(`tools/call ${name}`, { kind: 'client', attributes }, () =>
    withClient(request, (client, options) =>
      client.callTool(
        // SEP-414: the trace belongs to the message, whatever carries it.
        { name, arguments: input, _meta: traceContext() },
        { ...options, allowInputRequired: true },
      ),
    ),
  )
}

/** The tools that the server offers the holder of this token. @throws Refusal, BrokenOff, ProtocolError, UnusableAnswer */
export function listTools(request: McpRequest): Promise<Tool[]> {
  return withClient(request, async (client, options) => (await client.listTools({}, options)).tools)
}

/** How a client speaks. The agent has one manner; the conformance entry needs those of other servers too. */
export interface Manner {
  options: ClientOptions
  /** Known rather than asked for. */
  prior?: PriorDiscovery
  /** How often a broken stream is taken up again. */
  reconnections: number
  prepare?: (client: Client) => void
}

const AGENT: Manner = {
  options: {
    versionNegotiation: { mode: { pin: REVISION } },
    // What a server may ask for is that the person goes to a page; the SDK answers nothing in their place.
    capabilities: { elicitation: { url: {} } },
    inputRequired: { autoFulfill: false },
    listMaxPages: MAX_PAGES,
  },
  prior: KNOWN,
  reconnections: 0,
}

/** Work with a client that is closed afterwards, whatever happens. @throws Refusal, BrokenOff, ProtocolError, UnusableAnswer */
export async function withClient<Result>(
  { url, fetch, signal, timeout = TIMEOUT }: McpRequest,
  work: (client: Client, options: { signal: AbortSignal; timeout: number }) => Promise<Result>,
  { options, prior, reconnections, prepare }: Manner = AGENT,
): Promise<Result> {
  const client = new Client({ name: 'orchestrator', version: '0.1.0' }, options)
  prepare?.(client)
  const broken = new AbortController()
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    // Of a stream that breaks off the SDK tells its caller nothing, who would wait for the answer to the last.
    fetch: guardedFetch(fetch, (what) => broken.abort(what)),
    redirectPolicy: 'same-origin',
    reconnectionOptions: {
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 1000,
      reconnectionDelayGrowFactor: 1,
      maxRetries: reconnections,
    },
  })
  const patience = AbortSignal.timeout(timeout)
  // The SDK's own timer is only the second: ours tells an outage from a caller who has left.
  const second = { timeout: timeout + 1000 }
  try {
    await client.connect(transport, prior === undefined ? second : { ...second, prior })
    const ends = AbortSignal.any([signal, patience, broken.signal])
    return await work(client, { signal: ends, ...second })
  } catch (error) {
    if (signal.aborted) throw error
    if (patience.aborted) throw new TooLate(error)
    throw broken.signal.aborted ? broken.signal.reason : error
  } finally {
    await client.close()
  }
}
