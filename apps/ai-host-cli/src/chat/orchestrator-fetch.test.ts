import { Secret } from '@chain-of-trust/auth-core'
import { encodeClaims, formatChallenge } from '@chain-of-trust/auth-core/challenge'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { expect, test } from 'vitest'
import type { TokenRequest } from '../identity/token-source.ts'
import { orchestratorFetch } from './orchestrator-fetch.ts'

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1795000000"}}}'

async function start(answers: Response[], senderConstraint: 'dpop' | 'none' = 'dpop') {
  const sent: { url: string; headers: Headers }[] = []
  const asked: TokenRequest[] = []
  const source = {
    key: await createDpopKey(),
    token: (request: TokenRequest) => {
      asked.push(request)
      return Promise.resolve({ token: new Secret('held'), scopes: [], issuedAt: 0, expiresAt: 0 })
    },
  }
  const fetch = orchestratorFetch({
    orchestrator: 'http://localhost:4401',
    source,
    scopes: ['http://localhost:4401/access_as_user'],
    senderConstraint,
    fetch: (url, init) => {
      sent.push({ url, headers: new Headers(init?.headers) })
      return Promise.resolve(answers[sent.length - 1] ?? new Response())
    },
    now: () => 1_795_000_000,
  })
  return { fetch, sent, asked }
}

const refused = (params: Record<string, string>, body: object = {}) =>
  Response.json(body, {
    status: 401,
    headers: { 'www-authenticate': formatChallenge({ scheme: 'DPoP', params }) },
  })

test('a token leaves for the orchestrator and for nobody else', async () => {
  const { fetch, sent, asked } = await start([])
  await expect(fetch('http://localhost:4402/api/chat')).rejects.toThrow('is not the orchestrator')
  await expect(fetch('//evil.example/api/chat')).rejects.toThrow('is not the orchestrator')
  expect([sent, asked]).toEqual([[], []])
})

test('bound tokens go with a proof, and never as bearer tokens', async () => {
  const { fetch, sent } = await start([])
  await fetch('/api/catalogue')
  expect(sent[0]?.headers.get('authorization')).toBe('DPoP held')
  expect(sent[0]?.headers.get('dpop')).toMatch(/^ey/)
})

test('without a sender constraint they are bearer tokens', async () => {
  const { fetch, sent } = await start([], 'none')
  await fetch('/api/catalogue')
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer held')
  expect(sent[0]?.headers.has('dpop')).toBe(false)
})

test.each([
  ['a token that is no longer accepted', { error: 'invalid_token' }, { newerThan: 1_795_000_000 }],
  ['a claims challenge', { error: 'insufficient_claims', claims: encodeClaims(CLAIMS) }, { claims: CLAIMS }],
])('%s is answered with another token, once', async (_what, params, request) => {
  const { fetch, asked } = await start([refused(params), refused(params)])
  await expect(fetch('/api/catalogue')).rejects.toMatchObject({ status: 401 })
  expect(asked).toHaveLength(2)
  expect(asked[1]).toMatchObject(request)
})

test('what waits at the orchestrator is not sent again', async () => {
  const params = { error: 'insufficient_claims', claims: encodeClaims(CLAIMS) }
  const { fetch, asked } = await start([refused(params, { operation: { id: 'parked' } })])
  await expect(fetch('/api/tools/x/y', { method: 'POST' })).rejects.toMatchObject({ operation: 'parked' })
  expect(asked).toHaveLength(1)
})

test.each(['dpop', 'none'] as const)(
  'each request begins a trace (sender constraint %s)',
  async (constraint) => {
    const { fetch, sent } = await start([], constraint)
    await fetch('/api/catalogue')
    await fetch('/api/catalogue')
    const traces = sent.map(({ headers }) => headers.get('traceparent'))
    for (const trace of traces) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(new Set(traces).size).toBe(2)
  },
)
