import {
  entraV2,
  memoryAuditLog,
  Secret,
  TokenEndpointError,
  type Exchange,
  type TokenEndpointFailure,
} from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { createTestIssuer, freePort, type TestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import * as z from 'zod'
import { buildMcpApp, defineServer, defineTool, ToolError, type McpAppOptions } from './index.ts'

export const AUDIENCE = 'a1b00000-0000-4000-8000-00000000e001'
export const CALLER = 'a1b00000-0000-4000-8000-00000000e002'
export const RESOURCE_ID = 'https://ledger.example'
export const MODERN = '2026-07-28'

const entry = z.object({ number: z.int().min(1) })

/** A ledger: one tool for each way in which a call can go. */
export const ledger = defineServer({
  name: 'ledger',
  title: 'Ledger',
  version: '1.0.0',
  policy: {
    read_entry: { scopes: ['Ledger.Read'], calls: { resource: 'ledger', scopes: ['Entries.Read'] } },
    post_entry: {
      scopes: ['Ledger.Read', 'Ledger.Post'],
      authenticationContext: 'bookkeeping',
      calls: { resource: 'ledger', scopes: ['Entries.Read', 'Entries.Post'] },
    },
    close_book: {
      scopes: ['Ledger.Read'],
      maxAge: 300,
      calls: { resource: 'ledger', scopes: ['Entries.Read'] },
    },
    break_down: { scopes: ['Ledger.Read'], calls: { resource: 'ledger', scopes: ['Entries.Read'] } },
    decline: { scopes: ['Ledger.Read'], calls: { resource: 'ledger', scopes: ['Entries.Read'] } },
    wander_off: { scopes: ['Ledger.Read'], calls: { resource: 'ledger', scopes: ['Entries.Read'] } },
    wait: { scopes: ['Ledger.Read'], calls: { resource: 'ledger', scopes: ['Entries.Read'] } },
  },
  authenticationContexts: { bookkeeping: 'c1' },
  scopeHierarchy: { 'Ledger.Audit': ['Ledger.Read'] },
  resources: { ledger: { identifier: RESOURCE_ID, url: 'https://ledger.example/v1' } },
  tools: {
    read_entry: defineTool({
      title: 'Read an entry',
      description: 'Reads one entry by its number.',
      input: entry,
      output: z.object({ entry: z.string(), user: z.string() }),
      annotations: { readOnlyHint: true },
      async run({ number }, { fetch, user }) {
        const text = await (await fetch(`/entries/${number}`)).text()
        return { text, structured: { entry: text, user: user.oid } }
      },
    }),
    post_entry: defineTool({
      title: 'Post an entry',
      description: 'Posts one entry.',
      input: entry,
      output: z.object({}),
      annotations: { readOnlyHint: false },
      async run({ number }, { fetch }) {
        // Waits first, and would hide a refusal: neither may keep it from the caller.
        await new Promise((resolve) => setTimeout(resolve, 60))
        await fetch(`/entries/${number}`, { method: 'POST' }).catch(() => undefined)
        return { text: 'posted', structured: {} }
      },
    }),
    close_book: defineTool({
      title: 'Close the book',
      description: 'Ends the day.',
      input: z.object({}),
      output: z.object({}),
      annotations: { readOnlyHint: false },
      run: async () => ({ text: 'closed', structured: {} }),
    }),
    break_down: defineTool({
      title: 'Break down',
      description: 'Fails.',
      input: z.object({}),
      output: z.object({}),
      annotations: { readOnlyHint: true },
      run: (): Promise<never> => Promise.reject(new Error('secret internals at /srv/ledger')),
    }),
    decline: defineTool({
      title: 'Decline',
      description: 'Says no.',
      input: z.object({}),
      output: z.object({}),
      annotations: { readOnlyHint: true },
      run: (): Promise<never> => Promise.reject(new ToolError('You may not see this entry; ask its owner.')),
    }),
    wander_off: defineTool({
      title: 'Wander off',
      description: 'Calls a path of its own.',
      input: z.object({ path: z.string() }),
      output: z.object({}),
      annotations: { readOnlyHint: true },
      async run({ path }, { fetch }) {
        await fetch(path)
        return { text: 'arrived', structured: {} }
      },
    }),
    wait: defineTool({
      title: 'Wait',
      description: 'Waits until the caller has gone.',
      input: z.object({}),
      output: z.object({}),
      annotations: { readOnlyHint: true },
      async run(_args, { fetch }) {
        await fetch('/wait')
        return { text: 'waited', structured: {} }
      },
    }),
  },
})

export interface ServerOptions {
  /** Answers for the resource; `tokenB` is what the presented Token C was exchanged for. */
  resource?: (url: URL, tokenB: Secret, init: RequestInit) => Response | Promise<Response>
  /** The authorization server refuses the exchange. */
  refuses?: TokenEndpointFailure
  senderConstraint?: 'dpop' | 'none'
  /** Instead of the ledger, with an exchange and senders of its own. */
  other?: (issuer: TestIssuer) => Promise<Other>
}

type Other = Pick<McpAppOptions, 'definition' | 'exchange' | 'sender' | 'providerSender'>

/** For tests: the ledger behind the real gate, on a port, with a test issuer. */
export async function startServer({
  resource,
  refuses,
  other,
  senderConstraint = 'dpop',
}: ServerOptions = {}) {
  const url = `http://localhost:${await freePort()}/mcp`
  const issuer = await createTestIssuer()
  const key = await createDpopKey()
  const audit = memoryAuditLog('ledger')
  const exchanges: string[][] = []
  const assertions = new WeakMap<Secret, Secret>()

  const exchange: Exchange = (assertion, scopes) => {
    exchanges.push([...scopes])
    if (refuses !== undefined) return Promise.reject(new TokenEndpointError(refuses))
    const token = new Secret('token-c')
    assertions.set(token, assertion)
    return Promise.resolve({
      token,
      scopes: scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)),
      uti: 'uti-of-c',
      audience: 'ledger',
      jkt: undefined,
      expiresAt: Date.now() / 1000 + 3600,
      cached: false,
    })
  }
  const sender =
    (token: Secret) =>
    (input: string | URL, init: RequestInit = {}) =>
      Promise.resolve(resource?.(new URL(input), assertions.get(token)!, init) ?? new Response('entry'))

  const app = await buildMcpApp(
    { RESOURCE: url, ISSUER: issuer.issuer, SENDER_CONSTRAINT: senderConstraint, LOG_LEVEL: 'silent' },
    {
      definition: ledger,
      exchange,
      sender,
      ...(await other?.(issuer)),
      accepts: entraV2({
        issuer: issuer.issuer,
        tenants: [issuer.tenant],
        audience: AUDIENCE,
        clients: [CALLER],
      }),
      keys: issuer.keys,
      audit,
    },
  )
  await app.listen({ port: Number(new URL(url).port), host: '127.0.0.1' })

  const prove = dpopFetch(key)
  const send = (accessToken: string | undefined, init: RequestInit, to: string | URL = url) =>
    prove(to, accessToken === undefined ? init : { ...init, accessToken })

  const token = (request: Partial<TokenRequest> = {}) =>
    issuer.token({
      audience: AUDIENCE,
      scp: 'Ledger.Read',
      azp: CALLER,
      jkt: key.jkt,
      xms_cc: ['CP1'],
      ...request,
    })

  /** One raw POST, by default of a well-formed message. */
  const post = async (body: unknown, { headers = {}, ...request }: PostOptions = {}) =>
    send('accessToken' in request ? request.accessToken : await token(request), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  const fetchWith =
    (accessToken: string) =>
    (input: string | URL, init: RequestInit = {}) =>
      send(accessToken, init, input)

  /** The official v2 client, speaking the revision of 2026-07-28 or the older ones. */
  const clientV2 = async (accessToken: string, era: 'modern' | 'legacy') => {
    const versionNegotiation = { mode: era === 'modern' ? { pin: MODERN } : 'legacy' } as const
    const client = new Client({ name: 'v2', version: '1' }, { versionNegotiation })
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: fetchWith(accessToken) }))
    return client
  }

  /** The official v1 client, which knows nothing of 2026-07-28. */
  const clientV1 = async (accessToken: string) => {
    const client = new ClientV1({ name: 'v1', version: '1' })
    const transport = new TransportV1(new URL(url), { fetch: fetchWith(accessToken) })
    await client.connect(transport)
    return client
  }

  return { app, url, issuer, key, audit, exchanges, token, send, post, clientV2, clientV1 }
}

interface PostOptions extends Partial<TokenRequest> {
  headers?: Record<string, string>
  /** Instead of a good token; `undefined`: none. */
  accessToken?: string | undefined
}

/** `tools/call` as the revision of 2026-07-28 has it, with its headers. */
export function modernCall(name: string, args: object = {}, id: number | string = 1) {
  return {
    body: {
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: {
        name,
        arguments: args,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': MODERN,
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    },
    headers: { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': name },
  }
}

/** The same in the revision of 2025-11-25. */
export function legacyCall(name: string, args: object = {}, id: number | string = 1) {
  return {
    body: { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } },
    headers: { 'mcp-protocol-version': '2025-11-25' },
  }
}

export const ERAS = [
  ['2026-07-28', modernCall],
  ['2025-11-25', legacyCall],
] as const
