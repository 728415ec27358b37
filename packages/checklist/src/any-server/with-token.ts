/** What takes a good token, given by whoever runs the server: each is a request that only the twist makes wrong. */
import { randomUUID } from 'node:crypto'
import { mcpRequest } from '../lab/mcp-message.ts'
import { proofFor } from '../presentation.ts'
import { createProofKey } from '../proof.ts'
import type { AnyServer, GivenToken } from './any-server.ts'
import { judged, notApplicable, seen, type Finding, type Probe } from './probe.ts'

type Twist = (server: AnyServer, token: GivenToken) => Promise<Finding> | Finding

const bound =
  (twist: Twist): Twist =>
  (server, token) =>
    token.kind === 'dpop' ? twist(server, token) : notApplicable('the token is not bound to a key')

const ROWS: readonly [id: string, title: string, clause: string, twist: Twist][] = [
  [
    'token-tampered',
    'A good token with a claim changed',
    'RFC 8725 §3.3',
    async (server, token) => judged(await server.listAsGiven({ ...token, value: tampered(token.value) })),
  ],
  [
    'signature-removed',
    'A good token without its signature',
    'RFC 8725 §3.3',
    async (server, token) =>
      judged(await server.listAsGiven({ ...token, value: token.value.replace(/[^.]*$/, '') })),
  ],
  [
    'token-in-query',
    'The token in the address',
    'MCP authorization: never in the URI; RFC 9700 §4.3.2',
    inQuery,
  ],
  [
    'origin-foreign',
    'A web page of somebody else',
    'MCP Streamable HTTP: Origin',
    async (server, token) =>
      judged(await server.listAsGiven(token, { headers: { origin: 'https://attacker.example' } })),
  ],
  [
    'host-foreign',
    'A host name that was rebound to the server',
    'MCP Streamable HTTP: DNS rebinding',
    async (server, token) =>
      judged(await server.listAsGiven(token, { headers: { host: 'attacker.example' } })),
  ],
  [
    'proof-missing',
    'A bound token without its proof',
    'RFC 9449 §7.1',
    bound(async (server, token) => judged(await server.listAsGiven(token, { dpop: [] }))),
  ],
  [
    'binding-downgrade',
    'A bound token called Bearer',
    'RFC 9449 §7.2',
    bound(async (server, { value }) => judged(await server.list({ token: value, scheme: 'Bearer' }))),
  ],
  [
    'proof-by-another-key',
    'A bound token with a proof by the thief’s key',
    'RFC 9449 §7.1',
    bound(async (server, token) =>
      judged(await server.listAsGiven({ ...token, key: await createProofKey() })),
    ),
  ],
  ['proof-replayed', 'The same proof twice', 'RFC 9449 §11.1', bound(replayed)],
  [
    'session-made-up',
    'A session id that was never given',
    'MCP Streamable HTTP: session management',
    session,
  ],
]

export const withToken: readonly Probe[] = [
  ...ROWS.map(([id, title, clause, twist]): Probe => ({ id, title, clause, run: twisted(twist) })),
  {
    id: 'audience-other',
    title: 'A good token that is for another service',
    clause: 'playbook: audience validation; RFC 8725 §3.9',
    run: (server) => shown(server, server.otherAudience, '--other-audience-token-file'),
  },
  {
    id: 'token-expired',
    title: 'A good token that has expired',
    clause: 'RFC 7519 §4.1.4',
    run: (server) => shown(server, server.expired, '--expired-token-file'),
  },
]

/** Only when the request without the twist is let in: else its refusal proves nothing. */
function twisted(twist: Twist): Probe['run'] {
  return async (server) => {
    const { token } = server
    if (token === undefined) return notApplicable('needs a good token: --token-file')
    const control = await server.listAsGiven(token)
    if (control.status >= 400) return notApplicable(`the good token itself is refused: ${seen(control)}`)
    return twist(server, token)
  }
}

async function shown(server: AnyServer, value: string | undefined, option: string): Promise<Finding> {
  if (value === undefined) return notApplicable(`needs such a token: ${option}`)
  const { kind = 'bearer', key } = server.token ?? {}
  return judged(await server.listAsGiven({ value, kind, ...(key === undefined ? {} : { key }) }))
}

function tampered(jwt: string): string {
  const [header, payload = '', signature] = jwt.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const changed = JSON.stringify({ ...claims, oid: randomUUID(), sub: randomUUID() })
  return [header, Buffer.from(changed).toString('base64url'), signature].join('.')
}

async function inQuery(server: AnyServer, token: GivenToken): Promise<Finding> {
  const query = `?access_token=${token.value}`
  return judged(await server.list({ query, ...(token.key === undefined ? {} : { key: token.key }) }))
}

async function replayed(server: AnyServer, token: GivenToken): Promise<Finding> {
  const { method, body } = mcpRequest('tools/list')
  const key = token.key ?? server.key
  const proof = await proofFor(server.url, { key, token: token.value, method, body })
  const first = await server.listAsGiven(token, { dpop: [proof] })
  if (first.status >= 400) return notApplicable(`the proof is refused the first time: ${seen(first)}`)
  return judged(await server.listAsGiven(token, { dpop: [proof] }))
}

/** A server without sessions ignores the header, rightly: only one that gives them must know its own. */
async function session(server: AnyServer, token: GivenToken): Promise<Finding> {
  const { body } = mcpRequest('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'attack', version: '0' },
  })
  const headers = { 'mcp-method': 'initialize' }
  const begun = await server.listAsGiven(token, { body, headers })
  if (begun.headers['mcp-session-id'] === undefined) return notApplicable('it gives no sessions')
  return judged(await server.listAsGiven(token, { headers: { 'mcp-session-id': randomUUID() } }))
}
