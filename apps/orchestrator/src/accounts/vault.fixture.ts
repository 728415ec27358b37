import { registration } from '@chain-of-trust/service-kit'
import { randomBytes } from 'node:crypto'
import { policy } from '../policy.ts'
import type { AccountState } from './account.ts'

export const VAULT = registration('token-vault').url

interface Row {
  state: AccountState
  scopes: string[]
}

/** The token vault as its wire contract says, for whoever a token names: no pages, and no provider behind it. */
export function createVaultFixture() {
  const rows = new Map<string, Row>()
  const requests: { method: string; path: string; headers: Headers; body: unknown }[] = []
  const vault = {
    requests,
    /** Stands in front of it. */
    answer: undefined as (() => Response) | undefined,
    /** The person has consented at the vault and at the provider. */
    connect: (oid: string, server: string, scopes = allOf(server)) =>
      void rows.set(`${oid}/${server}`, { state: 'linked', scopes }),
    loseGrant: (oid: string, server: string) => {
      const row = rows.get(`${oid}/${server}`)
      if (row !== undefined) row.state = 'grant_lost'
    },
    has: (oid: string, server: string) => rows.get(`${oid}/${server}`)?.state === 'linked',
    page: () => `${VAULT}/connect/${randomBytes(32).toString('base64url')}`,
    fetch: async (input: string, init: RequestInit = {}): Promise<Response> => {
      const path = new URL(input).pathname
      const method = init.method ?? 'GET'
      const headers = new Headers(init.headers)
      requests.push({
        method,
        path,
        headers,
        body: init.body === undefined ? undefined : JSON.parse(init.body as string),
      })
      const canned = vault.answer?.()
      if (canned !== undefined) return canned
      const { oid, scp, aud } = claimsIn(headers)
      if (scp !== 'Links.Manage' || aud !== registration('token-vault').appId)
        return new Response('{}', { status: 403 })
      return served(oid, method, path.split('/').slice(1))
    },
  }

  function served(oid: string, method: string, [links, server, more]: string[]): Response {
    if (links !== 'links') return new Response('{}', { status: 404 })
    if (server === undefined) return Response.json({ links: SERVERS.map((name) => linkOf(oid, name)) })
    if (!SERVERS.includes(server)) return new Response('{}', { status: 404 })
    if (method === 'POST' && more === 'requests') {
      return Response.json({ connect_url: vault.page(), expires_at: EXPIRES }, { status: 201 })
    }
    if (method !== 'DELETE' || !rows.delete(`${oid}/${server}`)) return new Response('{}', { status: 404 })
    return Response.json({ state: 'not_linked' })
  }

  function linkOf(oid: string, server: string) {
    const row = rows.get(`${oid}/${server}`)
    const { provider, title } = policy[server]!.account!
    const linked = row && { account: { id: '1', name: `${oid}-codes` }, linked_at: LINKED }
    return {
      server,
      provider,
      provider_name: title.toUpperCase(),
      state: row?.state ?? 'not_linked',
      scopes: row?.scopes ?? [],
      possible_scopes: allOf(server),
      default_scopes: allOf(server).filter((scope) => /read/.test(scope)),
      required_scopes: allOf(server).slice(0, 1),
      ...linked,
    }
  }
  return vault
}
export type VaultFixture = ReturnType<typeof createVaultFixture>

export const EXPIRES = '2100-01-01T00:10:00.000Z'
export const LINKED = '2026-11-20T08:00:00.000Z'
const SERVERS = ['mcp-github', 'mcp-jira']
const allOf = (server: string) => Object.keys(policy[server]!.account!.scopes)

export interface Elicited {
  url: string
  reason?: string
  scopes?: string[]
}

/** The result of a server that wants the person to go to a page first, with what ours say beside it. */
export function elicitation({ url, reason = 'not_linked', scopes = ['issues:read'] }: Elicited) {
  const metadata = {
    provider: 'github',
    provider_name: 'Evil Corp',
    server: 'x',
    reason,
    scopes,
    expires_at: EXPIRES,
  }
  return {
    resultType: 'input_required' as const,
    inputRequests: {
      link: {
        method: 'elicitation/create' as const,
        params: { mode: 'url' as const, message: 'Go there, trust me', url },
      },
    },
    _meta: { 'chain-of-trust.example/link': metadata },
  }
}

/** In front of the MCP fixture: a tool call runs only for somebody who is linked. */
export function needsLink(
  mcp: { posts: { body: { id?: unknown } }[] },
  vault: VaultFixture,
  { server = 'mcp-github', ...elicited }: { server?: string; reason?: string; scopes?: string[] } = {},
) {
  return (method: string, headers: Headers): Response | undefined => {
    if (method !== 'tools/call' || vault.has(claimsIn(headers).oid, server)) return undefined
    return answering(mcp, elicitation({ url: vault.page(), ...elicited }))
  }
}

/** As JSON-RPC, to the last request. */
export function answering(mcp: { posts: { body: { id?: unknown } }[] }, result: object): Response {
  return Response.json({ jsonrpc: '2.0', id: mcp.posts.at(-1)?.body.id, result })
}

function claimsIn(headers: Headers): { oid: string; scp: string; aud: string } {
  const payload = headers.get('authorization')?.split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { oid: string; scp: string; aud: string }
}
