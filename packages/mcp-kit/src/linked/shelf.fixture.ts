import { Secret, type Exchange } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { startProviderDouble, startVaultDouble, type TestIssuer } from '@chain-of-trust/testkit'
import { Client, StreamableHTTPClientTransport, type ClientCapabilities } from '@modelcontextprotocol/client'
import * as z from 'zod'
import { defineServer, defineTool, type LinkedResource } from '../index.ts'
import { AUDIENCE, startServer } from '../ledger.fixture.ts'

export const VAULT = 'a1b00000-0000-4000-8000-00000000e003'
export const IDENTIFIER = 'https://vault.example'
const READ = { scopes: ['Shelf.Read'], calls: { resource: 'shelf', scopes: ['books:read'] } } as const

/** The numbers that read_book was run with. */
export const ran: number[] = []

/** People's books at a provider: one tool for each way in which a call of a linked account can go. */
export const shelf = (account: LinkedResource) =>
  defineServer({
    name: 'shelf',
    title: 'Shelf',
    version: '1.0.0',
    policy: {
      read_book: READ,
      read_two: READ,
      write_book: { ...READ, calls: { resource: 'shelf', scopes: ['books:write'] } },
      leave: READ,
    },
    resources: { shelf: account },
    tools: {
      read_book: defineTool({
        title: 'Read a book',
        description: 'Reads one book.',
        input: z.object({ number: z.int().default(1) }),
        output: z.object({ status: z.int(), text: z.string(), context: z.string() }),
        annotations: { readOnlyHint: true },
        async run({ number }, context) {
          ran.push(number)
          const response = await context.fetch(`/books/${number}`)
          const text = await response.text()
          return { text, structured: { status: response.status, text, context: JSON.stringify(context) } }
        },
      }),
      read_two: defineTool({
        title: 'Read two books',
        description: 'Reads two books at the same time.',
        input: z.object({}),
        output: z.object({ texts: z.array(z.string()) }),
        annotations: { readOnlyHint: true },
        async run(_args, { fetch }) {
          const texts = await Promise.all(['/a', '/b'].map(async (path) => (await fetch(path)).text()))
          return { text: texts.join(), structured: { texts } }
        },
      }),
      write_book: defineTool({
        title: 'Write a book',
        description: 'Writes one book, and hides what goes wrong.',
        input: z.object({}),
        output: z.object({}),
        annotations: { readOnlyHint: false },
        async run(_args, { fetch }) {
          await fetch('/books', { method: 'POST', body: '{"title":"T"}' }).catch(() => undefined)
          return { text: 'written', structured: {} }
        },
      }),
      leave: defineTool({
        title: 'Leave',
        description: 'Calls a path of its own.',
        input: z.object({ path: z.string() }),
        output: z.object({}),
        annotations: { readOnlyHint: true },
        async run({ path }, { fetch }) {
          await fetch(path)
          return { text: 'left', structured: {} }
        },
      }),
    },
  })

/** The shelf behind the real gate, with a real Token C, a vault double and a provider double over HTTP. */
export async function startShelf() {
  const provider = await startProviderDouble(({ token, url }) => ({ body: `${url} of ${token}` }))
  /** Of each token that was presented, for as long as somebody holds it. */
  const lent: WeakRef<Secret>[] = []
  let vault!: Awaited<ReturnType<typeof startVaultDouble>>

  const other = async (issuer: TestIssuer) => {
    vault = await startVaultDouble(issuer, { audience: VAULT, provider: 'shelf' })
    const key = await createDpopKey()
    const prove = dpopFetch(key)
    const exchange: Exchange = async (assertion, scopes) => {
      const held = assertion.reveal().split('.')[1]!
      const { oid } = JSON.parse(Buffer.from(held, 'base64url').toString()) as { oid: string }
      const scp = scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)).join(' ')
      const token = await issuer.token({ audience: VAULT, azp: AUDIENCE, oid, scp, jkt: key.jkt })
      const expiresAt = Date.now() / 1000 + 3600
      const found = { uti: 'uti-of-c', audience: VAULT, jkt: key.jkt, expiresAt, cached: false }
      return { token: new Secret(token), scopes: [scp], ...found }
    }
    const account: LinkedResource = {
      provider: 'shelf',
      title: 'Bookshelf',
      url: `${provider.url}/v1`,
      scopes: ['books:read', 'books:write'],
      vault: { identifier: IDENTIFIER, url: vault.url, portal: `${vault.url}/` },
    }
    return {
      definition: shelf(account),
      exchange,
      sender: (token: Secret) => (input: string | URL, init?: RequestInit) =>
        prove(input, { ...init, accessToken: token }),
      providerSender:
        (token: Secret) =>
        (input: string | URL, init: RequestInit = {}) => {
          lent.push(new WeakRef(token))
          const headers = new Headers(init.headers)
          headers.set('authorization', `Bearer ${token.reveal()}`)
          return fetch(input, { ...init, headers, redirect: 'manual' })
        },
    }
  }
  const server = await startServer({ other })
  const link = (oid: string, scopes = ['books:read', 'books:write']) =>
    vault.links.set(oid, { provider: 'shelf', token: `token-of-${oid}-1`, generation: 1, scopes })

  /** The official v2 client of 2026-07-28; `url`: has declared that it can send people to a page. */
  const connect = async (oid: string, capabilities: ClientCapabilities = { elicitation: { url: {} } }) => {
    const accessToken = await server.token({ oid, scp: 'Shelf.Read' })
    const client = new Client(
      { name: 'v2', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities },
    )
    const fetchAs = (input: string | URL, init: RequestInit = {}) => server.send(accessToken, init, input)
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { fetch: fetchAs }))
    return client
  }
  const close = async () => {
    await server.app.close()
    vault.close()
    provider.close()
  }
  return { ...server, vault, provider, lent, link, connect, close }
}

/** `tools/call` of a client that can send people to a page, as raw as it gets. */
export function elicitableCall(name: string, more: { args?: object; inputResponses?: object } = {}) {
  const { args = {}, ...params } = more
  return {
    body: {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name,
        arguments: args,
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } },
        },
      },
    },
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  }
}
