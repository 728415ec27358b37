import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startChain } from './chain.fixture.ts'
import { readConfig } from './config.ts'
import { sharepoint } from './server.ts'

const ALICE = 'aaaaaaaa-0000-4000-8000-000000000001'
const BOB = 'aaaaaaaa-0000-4000-8000-000000000002'
const { sharing, irreversible } = readConfig({}).AUTHENTICATION_CONTEXTS

// The resource asks for a context of its own, which no tier before it asks for.
let chain: Awaited<ReturnType<typeof startChain>>
beforeAll(async () => {
  chain = await startChain({ DELETE_AUTHENTICATION_CONTEXT: 'c9' })
})
afterAll(() => chain.close())
beforeEach(() => {
  chain.entra.requests.length = 0
  chain.audit.records.length = 0
})

const DELETE = { name: 'delete_document', arguments: { id: '01FIN-BUDGET-2027' } }
const SHARE = {
  name: 'share_document',
  arguments: { id: '01FIN-BUDGET-2027', email: 'frank@contoso.example', role: 'read' },
}

async function call(params: object, tokenB: Promise<string>) {
  const response = await chain.send(chain.url, {
    method: 'POST',
    accessToken: await tokenB,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  const challenge = parseChallenges(response.headers.get('www-authenticate') ?? '')[0]?.params ?? {}
  return {
    status: response.status,
    error: challenge['error'],
    /** As they arrived, decoded. */
    claims: challenge['claims'] === undefined ? undefined : atob(challenge['claims']),
    body: (await response.json()) as Record<string, unknown>,
  }
}

const asksFor = (id: string | undefined) => `{"access_token":{"acrs":{"essential":true,"value":"${id}"}}}`

test.each([
  ['share_document', SHARE, 'Documents.Share', sharing, irreversible],
  ['delete_document', DELETE, 'Documents.Delete', irreversible, sharing],
])(
  '%s needs its own authentication context, and is not exchanged for without',
  { tags: ['STP-1', 'PIT-4'] },
  async (_tool, params, scp, own, other) => {
    const { status, error, claims } = await call(params, chain.tokenB(ALICE, scp, { acrs: [other!] }))
    expect({ status, error, claims }).toEqual({
      status: 401,
      error: 'insufficient_claims',
      claims: asksFor(own),
    })
    expect(chain.entra.requests).toEqual([])
  },
)

test('reading needs none', async () => {
  const params = { name: 'read_document', arguments: { id: '01FIN-BUDGET-2027' } }
  expect((await call(params, chain.tokenB(ALICE, 'Documents.Read', { acrs: [] }))).status).toBe(200)
})

test(
  "the resource's own challenge, met inside the tool, reaches the caller byte for byte",
  { tags: ['STP-3'] },
  async () => {
    const { status, error, claims } = await call(DELETE, chain.tokenB(ALICE, 'Documents.Delete'))
    expect({ status, error, claims }).toEqual({
      status: 401,
      error: 'insufficient_claims',
      claims: asksFor('c9'),
    })
    expect(chain.audit.records.at(-1)).toMatchObject({
      reason: 'claims_insufficient',
      tool: 'delete_document',
    })
  },
)

test('a client without cp1 gets a 403 in its place', async () => {
  const { status, error } = await call(DELETE, chain.tokenB(ALICE, 'Documents.Delete', { xms_cc: [] }))
  expect({ status, error }).toEqual({ status: 403, error: undefined })
})

test('nobody has to prove anything for what they may not delete', async () => {
  const { status, body } = await call(DELETE, chain.tokenB(BOB, 'Documents.Delete'))
  expect(status).toBe(200)
  expect(body).toMatchObject({ result: { isError: true } })
})

test('and with the proof, the same call deletes the document', { tags: ['STP-2', 'PIT-4'] }, async () => {
  const acrs = [irreversible!, 'c9']
  const { status, body } = await call(DELETE, chain.tokenB(ALICE, 'Documents.Delete', { acrs }))
  expect(status).toBe(200)
  expect(body).toMatchObject({ result: { structuredContent: { deleted: { id: '01FIN-BUDGET-2027' } } } })
})

test('claims of the authorization server reach the caller byte for byte', async () => {
  const claims = '{ "access_token" : {"capolids":{"essential":true,"values":["a\\u00fc"]}} }'
  chain.entra.answers.push({
    status: 400,
    body: { error: 'invalid_grant', suberror: 'basic_action', claims },
  })
  const answer = await call(SHARE, chain.tokenB(ALICE, 'Documents.Share'))
  expect(answer).toMatchObject({ status: 401, claims })
})

test('a person who is blocked at the next hop: who can help reaches the caller, the claims do not', async () => {
  const body = {
    error: 'interaction_required',
    error_codes: [53_003],
    suberror: 'message_only',
    claims: '{"access_token":{"capolids":{"essential":true,"values":["x"]}}}',
    correlation_id: '7a1e-42',
  }
  chain.entra.answers.push({ status: 400, body })
  expect(await call(SHARE, chain.tokenB(ALICE, 'Documents.Share'))).toEqual({
    status: 403,
    error: undefined,
    claims: undefined,
    body: {
      error: 'access_denied',
      failure: {
        kind: 'blocked',
        remedy: 'contact_administrator',
        actor: 'administrator',
        correlation_id: '7a1e-42',
      },
    },
  })
})

test("another tenant's ids are configuration, and a context without an id does not start", () => {
  const graph = { identifier: 'http://localhost:4491/v1.0', url: 'http://localhost:4491/v1.0' }
  const idsOf = (text: string) => readConfig({ AUTHENTICATION_CONTEXTS: text }).AUTHENTICATION_CONTEXTS
  expect(sharepoint(graph, idsOf('sharing=c7,irreversible=c8')).authenticationContexts).toEqual({
    sharing: 'c7',
    irreversible: 'c8',
  })
  expect(() => sharepoint(graph, idsOf('sharing=c7'))).toThrow(
    'delete_document needs the authentication context irreversible, which AUTHENTICATION_CONTEXTS does not map',
  )
  expect(() => readConfig({ AUTHENTICATION_CONTEXTS: 'sharing=7' })).toThrow('AUTHENTICATION_CONTEXTS')
})
