import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { encodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { ALICE, BOB, type LinkDouble } from '@chain-of-trust/testkit'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { AUDIENCE, ERAS, modernCall } from '../ledger.fixture.ts'
import { elicitableCall, IDENTIFIER, startShelf } from './shelf.fixture.ts'

const shelf = await startShelf()
const echo = shelf.provider.answer
afterAll(() => shelf.close())
beforeEach(() => {
  shelf.vault.links.clear()
  shelf.vault.onRejected = () => undefined
  shelf.vault.requests.length = 0
  shelf.provider.requests.length = 0
  shelf.provider.answer = echo
  shelf.exchanges.length = 0
  shelf.audit.records.length = 0
  shelf.link(ALICE)
})

interface Answer {
  status: number
  retryAfter: string | null
  challenge: Record<string, string> | undefined
  result?: {
    resultType?: string
    isError?: boolean
    content?: { text: string }[]
    structuredContent?: { status: number; context: string; text: string; texts: string[] }
    _meta?: Record<string, { reason: string }>
  }
}

async function call(name: string, args: object = {}, oid = ALICE): Promise<Answer> {
  const { body, headers } = elicitableCall(name, { args })
  const response = await shelf.post(body, { headers, oid, scp: 'Shelf.Read' })
  return {
    ...((await response.json()) as Answer),
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    challenge: parseChallenges(response.headers.get('www-authenticate') ?? '')[0]?.params,
  }
}
const failures = () =>
  shelf.audit.records.filter(({ outcome }) => outcome === 'failure').map(({ reason }) => reason)
const tokens = () => shelf.provider.requests.map(({ token }) => token)
/** What the vault does when a token was rejected: it refreshes, and there is a new generation. */
const refreshed = ({ generation, ...link }: LinkDouble, oid: string) =>
  shelf.vault.links.set(oid, {
    ...link,
    generation: generation + 1,
    token: `token-of-${oid}-${generation + 1}`,
  })
const refusing =
  (rejected: string, headers: Record<string, string> = {}): typeof echo =>
  (request) =>
    request.token === rejected ? { status: 401, headers } : echo(request)

test.each(ERAS)(
  'the vault is asked for the scopes of the row, in the name of the person: %s',
  async (_era, make) => {
    const { body, headers } = make('read_book', { number: 3 })
    const response = await shelf.post(body, { headers, scp: 'Shelf.Read' })
    const { result } = (await response.json()) as Answer
    expect(result?.structuredContent?.text).toBe(`"/v1/books/3 of token-of-${ALICE}-1"`)
    expect(shelf.vault.requests).toEqual([
      { oid: ALICE, azp: AUDIENCE, scopes: ['books:read'], rejected: undefined },
    ])
    const done = shelf.audit.records.filter(({ outcome }) => outcome === 'success')
    expect(done).toHaveLength(1)
    expect(done[0]).toMatchObject({
      event: 'token_exchanged',
      token: { name: 'C' },
      scopes: { requested: [`${IDENTIFIER}/Vault.Use`] },
      tool: 'read_book',
    })
  },
)

test('the tool sees the answer, and no token', async () => {
  const { result } = await call('read_book')
  expect(Object.keys(JSON.parse(result!.structuredContent!.context) as object).toSorted()).toEqual([
    'signal',
    'user',
  ])
  expect(shelf.provider.requests[0]?.headers).not.toHaveProperty('dpop')
})

test('nothing is kept after the call: neither the token nor that there was one', async () => {
  await call('read_book')
  shelf.vault.links.clear()
  expect((await call('read_book')).result?.resultType).toBe('input_required')
  expect(tokens()).toEqual([`token-of-${ALICE}-1`])
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let turns = 0; turns < 20 && shelf.lent.some((token) => token.deref() !== undefined); turns += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    collect()
  }
  expect(shelf.lent.length).toBeGreaterThan(0)
  expect(shelf.lent.filter((token) => token.deref() !== undefined)).toEqual([])
})

test.each([
  '/../admin',
  '/..%2f..%2f/../../x',
  '//attacker.example/x',
  'https://attacker.example/',
  '@attacker.example/',
])('the token stays below the provider’s URL: %j', async (path) => {
  await call('leave', { path })
  for (const { url } of shelf.provider.requests) expect(url).toMatch(/^\/v1\//)
})

test('a redirect is an answer, and the token does not follow it', async () => {
  shelf.provider.answer = ({ url }) =>
    url === '/v1/books/1' ? { status: 302, headers: { location: '/elsewhere' } } : { body: 'followed' }
  const { result } = await call('read_book')
  expect(result?.structuredContent?.status).toBe(302)
  expect(shelf.provider.requests).toHaveLength(1)
})

test('a token that the provider refuses is replaced once, and the request is sent again as it was', async () => {
  shelf.vault.onRejected = refreshed
  shelf.provider.answer = refusing(`token-of-${ALICE}-1`)
  const { result } = await call('write_book')
  expect(result?.isError).toBeUndefined()
  expect(tokens()).toEqual([`token-of-${ALICE}-1`, `token-of-${ALICE}-2`])
  expect(shelf.provider.requests.map(({ body }) => body)).toEqual([{ title: 'T' }, { title: 'T' }])
  expect(shelf.vault.requests.map(({ rejected }) => rejected)).toEqual([undefined, 1])
})

test('two requests that are refused at the same time ask the vault once', async () => {
  shelf.vault.onRejected = refreshed
  shelf.provider.answer = refusing(`token-of-${ALICE}-1`)
  const { result } = await call('read_two')
  expect(result?.structuredContent?.texts).toEqual(
    ['/a', '/b'].map((path) => `"/v1${path} of token-of-${ALICE}-2"`),
  )
  expect(shelf.vault.requests.map(({ rejected }) => rejected)).toEqual([undefined, 1])
})

test('refused again, it is nobody’s to mend by asking again', async () => {
  shelf.vault.onRejected = refreshed
  shelf.provider.answer = () => ({ status: 401 })
  expect((await call('read_book')).status).toBe(500)
  expect(shelf.provider.requests).toHaveLength(2)
  expect(failures()).toEqual(['exchange_misconfigured'])
})

test('a challenge of the provider is not passed on as one of our tenant', async () => {
  shelf.vault.onRejected = refreshed
  const claims = encodeClaims('{"access_token":{"acrs":{"essential":true,"value":"c9"}}}')
  const challenge = `Bearer error="insufficient_claims", claims="${claims}"`
  shelf.provider.answer = () => ({ status: 401, headers: { 'www-authenticate': challenge } })
  const { status, challenge: told } = await call('read_book')
  expect([status, told]).toEqual([500, undefined])
})

test.each(['read_book', 'write_book'])(
  'the grant is gone while %s runs: the person is asked, whatever the tool made of it',
  async (tool) => {
    shelf.vault.onRejected = (_link, oid) => shelf.vault.links.delete(oid)
    shelf.provider.answer = () => ({ status: 401 })
    const { status, result } = await call(tool)
    expect(status).toBe(200)
    expect(result).toMatchObject({
      resultType: 'input_required',
      _meta: { 'chain-of-trust.example/link': { reason: 'grant_lost' } },
    })
    expect(result?.content).toBeUndefined()
    expect(failures()).toEqual([])
  },
)

test.each<[number, Record<string, string>, string]>([
  [429, { 'retry-after': '17' }, '17'],
  [500, {}, '5'],
  [503, { 'retry-after': '3' }, '3'],
])('a provider that answers %i is unavailable: 503', async (status, headers, retryAfter) => {
  shelf.provider.answer = () => ({ status, headers })
  const answer = await call('read_book')
  expect(answer.status).toBe(503)
  expect(answer.retryAfter).toBe(retryAfter)
  expect(failures()).toEqual(['resource_unavailable'])
})

test.each([403, 404, 422])('what the provider says with %i is the tool’s to explain', async (status) => {
  shelf.provider.answer = () => ({ status, body: { message: 'no' } })
  expect((await call('read_book')).result?.structuredContent).toMatchObject({
    status,
    text: '{"message":"no"}',
  })
})

test('what the vault refuses is said to our own caller before any tool runs', async () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}'
  const challenge = `DPoP error="insufficient_claims", claims="${encodeClaims(claims)}"`
  shelf.vault.answers.push({ status: 401, body: {}, headers: { 'www-authenticate': challenge } })
  const stepUp = await call('read_book')
  expect([stepUp.status, stepUp.challenge?.['claims']]).toEqual([401, encodeClaims(claims)])

  shelf.vault.answers.push({ status: 503, body: {}, headers: { 'retry-after': '9' } })
  const down = await call('read_book')
  expect([down.status, down.retryAfter]).toEqual([503, '9'])

  shelf.vault.answers.push({ status: 403, body: { error: 'access_denied' } })
  expect((await call('read_book')).status).toBe(500)

  expect(failures()).toEqual(['claims_insufficient', 'resource_unavailable', 'exchange_misconfigured'])
  expect(shelf.provider.requests).toEqual([])
})

const released = { access_token: 't', token_type: 'Bearer', generation: 1, provider: 'shelf' }
const required = {
  error: 'link_required',
  reason: 'not_linked',
  provider: 'shelf',
  scopes: ['books:read'],
  connect_url: 'https://attacker.example/connect/1',
  expires_at: '2026-11-23T10:00:00Z',
}
test.each([
  ['a token of another provider', 200, { ...released, provider: 'other' }],
  ['a token of another type', 200, { ...released, token_type: 'DPoP' }],
  ['a token of no generation', 200, { ...released, generation: undefined }],
  ['a page that is not the vault’s', 409, required],
  ['a page that is no page', 409, { ...required, connect_url: 'javascript:alert(1)' }],
  ['nothing to read', 200, 'token'],
])('%s is not used: 500, recorded', { tags: ['LNK-3'] }, async (_title, status, body) => {
  shelf.vault.answers.push({ status, body })
  const answer = await call('read_book')
  expect(answer.status).toBe(500)
  expect(JSON.stringify(answer)).not.toContain('attacker')
  expect(failures()).toEqual(['exchange_misconfigured'])
  expect(shelf.provider.requests).toEqual([])
})

test.each(ERAS)(
  'two hundred interleaved calls of twenty people never get each other’s token: %s',
  async (_era, make) => {
    const people = Array.from({ length: 20 }, (_, index) => `bbbbbbbb-0000-4000-8000-0000000001${10 + index}`)
    const accessTokens = await Promise.all(people.map((oid) => shelf.token({ oid, scp: 'Shelf.Read' })))
    people.forEach((oid) => shelf.link(oid))
    shelf.vault.onRejected = refreshed
    shelf.provider.answer = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10))
      // Now and then the provider has forgotten a token.
      return Math.random() < 0.1 && request.token?.endsWith('-1') ? { status: 401 } : echo(request)
    }
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const person = index % people.length
        const { body, headers } = make('read_book', { number: index + 1 })
        const response = await shelf.post(body, { headers, accessToken: accessTokens[person]! })
        const { result } = (await response.json()) as Answer
        const { text, context } = result!.structuredContent!
        expect(text).toMatch(new RegExp(`^"/v1/books/${index + 1} of token-of-${people[person]}-\\d+"$`))
        expect(context).toContain(people[person])
      }),
    )
    expect(shelf.vault.requests.some(({ rejected }) => rejected !== undefined)).toBe(true)
  },
  30_000,
)

test('a vault that is down is an outage, not a missing link', async () => {
  const gone = await startShelf()
  gone.vault.close()
  const { body, headers } = modernCall('read_book')
  const response = await gone.post(body, { headers, oid: BOB, scp: 'Shelf.Read' })
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  await gone.app.close()
  gone.provider.close()
})
