import { generateKeyPairSync } from 'node:crypto'
import { memoryRevocations, Secret, TokenEndpointError } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { ALICE, BOB, createTestIssuer } from '@chain-of-trust/testkit'
import { decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { createExchange } from './exchange-cache.ts'

const idp = await createTestIssuer()
const SCOPES = ['http://localhost:4411/mcp/Documents.Read']
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = {
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  thumbprintSha256: 'ab'.repeat(32),
}

type Answer = (form: URLSearchParams, call: number) => Response | Promise<Response>

/** msal-node itself against a token endpoint that only this test can see. */
function exchangeAgainst(answer: Answer, options: Parameters<typeof createExchange>[1] = {}) {
  const forms: URLSearchParams[] = []
  const fetch = async (_url: string, init: RequestInit = {}) => {
    const form = new URLSearchParams(init.body as string)
    forms.push(form)
    return answer(form, forms.length)
  }
  const client = {
    clientId: 'orchestrator-id',
    tenantId: idp.tenant,
    issuer: idp.issuer,
    tokenEndpoint: `http://localhost:4490/${idp.tenant}/oauth2/v2.0/token`,
    key,
    fetch,
  }
  return { exchange: createExchange(client, options), forms, client }
}

const issued: Answer = async (form) => {
  const scopes = form
    .get('scope')!
    .split(' ')
    .filter((scope) => scope.includes('/'))
  const scp = scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)).join(' ')
  return Response.json({
    token_type: 'Bearer',
    access_token: await idp.token({ audience: 'mcp', scp }),
    expires_in: 3600,
    scope: scopes.join(' '),
  })
}
const assertion = async (claims: Partial<Parameters<typeof idp.token>[0]> = {}) =>
  new Secret(await idp.token({ audience: 'orchestrator-id', scp: 'access_as_user', ...claims }))
const failed = (promise: Promise<unknown>) => promise.catch((error: unknown) => error as TokenEndpointError)

test('the request is an on-behalf-of with a certificate, and the answer says what was granted', async () => {
  const { exchange, forms } = exchangeAgainst(issued)
  const held = await assertion()
  const token = await exchange(held, SCOPES)
  expect(token).toMatchObject({ scopes: ['Documents.Read'], audience: 'mcp', cached: false })
  const form = Object.fromEntries(forms[0]!)
  expect(form).toMatchObject({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    assertion: held.reveal(),
  })
  expect(form).not.toHaveProperty('client_secret')
  expect(decodeProtectedHeader(form['client_assertion']!)).toMatchObject({ alg: 'PS256' })
})

test('the resource is named where the authorization server takes it, and nowhere else', async () => {
  const { forms, client } = exchangeAgainst(issued)
  await createExchange({ ...client, resourceIndicators: true })(await assertion(), SCOPES)
  await createExchange({ ...client, resourceIndicators: false })(await assertion(), SCOPES)
  await createExchange(client)(await assertion(), SCOPES)
  expect(forms.map((form) => form.getAll('resource'))).toEqual([['http://localhost:4411/mcp'], [], []])
})

test('a resource that the authorization server does not know by that name is for the operator to mend', async () => {
  const { client } = exchangeAgainst(() =>
    Response.json({ error: 'invalid_target', error_codes: [9_010_010] }, { status: 400 }),
  )
  const exchange = createExchange({ ...client, resourceIndicators: true })
  expect(await failed(exchange(await assertion(), SCOPES))).toMatchObject({
    remedy: 'fix_configuration',
    actor: 'operator',
    diagnostics: { error_codes: [9_010_010] },
  })
})

test('the second call is a hit', async () => {
  const { exchange, forms } = exchangeAgainst(issued)
  const held = await assertion()
  await exchange(held, SCOPES)
  expect(await exchange(held, SCOPES)).toMatchObject({ cached: true })
  expect(forms).toHaveLength(1)
})

test('five equal first calls make one token request', async () => {
  const { exchange, forms } = exchangeAgainst(issued)
  const held = await assertion()
  const tokens = await Promise.all(Array.from({ length: 5 }, () => exchange(held, SCOPES)))
  expect(forms).toHaveLength(1)
  expect(new Set(tokens.map((token) => token.uti)).size).toBe(1)
})

test('two sessions of one user do not evict each other, and never share', async () => {
  const { exchange, forms } = exchangeAgainst(issued)
  const [one, two] = [await assertion(), await assertion()]
  const utis = new Set<string | undefined>()
  for (let round = 0; round < 3; round += 1) {
    utis.add((await exchange(one, SCOPES)).uti)
    utis.add((await exchange(two, SCOPES)).uti)
  }
  expect(forms).toHaveLength(2)
  expect(utis.size).toBe(2)
})

test('other scopes are another token, their order is not', async () => {
  const { exchange, forms } = exchangeAgainst(issued)
  const held = await assertion()
  const share = 'http://localhost:4411/mcp/Documents.Share'
  await exchange(held, SCOPES)
  await exchange(held, [...SCOPES, share])
  await exchange(held, [share, ...SCOPES])
  expect(forms).toHaveLength(2)
})

test("one user's HTTP 500 does not block another user, nor the same one's next try", async () => {
  const { exchange, forms } = exchangeAgainst((form, call) =>
    call === 1 ? new Response('<html>oops</html>', { status: 500 }) : issued(form, call),
  )
  const alice = await assertion()
  expect(await failed(exchange(alice, SCOPES))).toMatchObject({ status: 500, remedy: 'retry_later' })
  await exchange(await assertion({ oid: BOB }), SCOPES)
  await exchange(alice, SCOPES)
  expect(forms).toHaveLength(3)
})

test('throttling keeps its Retry-After, and the next call still goes out', async () => {
  const { exchange, forms } = exchangeAgainst((form, call) =>
    call === 1
      ? Response.json({ error: 'throttled' }, { status: 429, headers: { 'retry-after': '17' } })
      : issued(form, call),
  )
  const held = await assertion()
  expect(await failed(exchange(held, SCOPES))).toMatchObject({ remedy: 'retry_later', retryAfter: 17 })
  await exchange(held, SCOPES)
  expect(forms).toHaveLength(2)
})

test('an unreachable authorization server is an outage', async () => {
  const { exchange } = exchangeAgainst(() => {
    throw new TypeError('fetch failed')
  })
  expect(await failed(exchange(await assertion(), SCOPES))).toMatchObject({
    status: 0,
    remedy: 'retry_later',
  })
})

test.each(['interaction_required', 'invalid_grant'])(
  '%s with claims keeps them to the letter',
  async (error) => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    const body = {
      error,
      suberror: 'basic_action',
      error_codes: [50076],
      correlation_id: 'c',
      trace_id: 't',
      claims,
    }
    const { exchange } = exchangeAgainst(() => Response.json(body, { status: 400 }))
    expect(await failed(exchange(await assertion(), SCOPES))).toMatchObject({
      remedy: 'step_up',
      claims,
      diagnostics: { error_codes: [50076], correlation_id: 'c', trace_id: 't' },
    })
  },
)

test('a failure is not cached', async () => {
  const { exchange, forms } = exchangeAgainst(() =>
    Response.json({ error: 'invalid_grant' }, { status: 400 }),
  )
  const held = await assertion()
  await failed(exchange(held, SCOPES))
  await failed(exchange(held, SCOPES))
  expect(forms).toHaveLength(2)
})

test('an answer to a claims challenge always reaches the authorization server', async () => {
  const { exchange, forms } = exchangeAgainst(issued)
  const held = await assertion()
  await exchange(held, SCOPES)
  await exchange(held, SCOPES, { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' })
  expect(JSON.parse(forms[1]!.get('claims')!)).toMatchObject({ access_token: { acrs: { value: 'c1' } } })
})

test('a token is not handed out in its last five minutes, nor past its assertion', async () => {
  let clock = 1
  const { exchange, forms } = exchangeAgainst(issued, { now: () => clock })
  const long = await assertion({ expiresIn: 7200 })
  const short = await assertion({ expiresIn: 60 })
  await exchange(long, SCOPES)
  await exchange(short, SCOPES)
  clock += 120_000
  await exchange(short, SCOPES)
  expect(forms).toHaveLength(3)
  clock += 3_100_000
  await exchange(long, SCOPES)
  expect(forms).toHaveLength(3)
  clock += 100_000
  await exchange(long, SCOPES)
  expect(forms).toHaveLength(4)
})

test('the cache is bounded', async () => {
  const { exchange, forms } = exchangeAgainst(issued, { max: 2 })
  const held = await Promise.all(Array.from({ length: 3 }, () => assertion()))
  for (const one of held) await exchange(one, SCOPES)
  await exchange(held[0]!, SCOPES)
  expect(forms).toHaveLength(4)
})

test('an unbound answer to a bound request fails closed', async () => {
  const { client } = exchangeAgainst(issued)
  const exchange = createExchange({ ...client, dpopKey: await createDpopKey() })
  expect(await failed(exchange(await assertion(), SCOPES))).toBeInstanceOf(TokenEndpointError)
})

test(
  "a revocation throws away that person's tokens, a flush of the tenant everybody's",
  { tags: ['CAE-1'] },
  async () => {
    const revocations = memoryRevocations()
    const { exchange, forms } = exchangeAgainst(issued, { revocations })
    const [alice, bob] = [await assertion(), await assertion({ oid: BOB })]
    const both = async () => {
      await exchange(alice, SCOPES)
      await exchange(bob, SCOPES)
      return forms.length
    }
    expect(await both()).toBe(2)
    revocations.revoke({ tid: idp.tenant, oid: ALICE }, 1)
    expect(await both()).toBe(3)
    revocations.flush({ tid: 'another tenant' })
    expect(await both()).toBe(3)
    revocations.flush({ tid: idp.tenant })
    expect(await both()).toBe(5)
  },
)

test('a token that was asked for before a revocation and comes after it is not kept, nor shared', async () => {
  const revocations = memoryRevocations()
  const gate = Promise.withResolvers<void>()
  const { exchange, forms } = exchangeAgainst(
    async (form, call) => {
      if (call === 1) await gate.promise
      return issued(form, call)
    },
    { revocations },
  )
  const held = await assertion()
  const early = exchange(held, SCOPES)
  await expect.poll(() => forms.length).toBe(1)
  revocations.revoke({ tid: idp.tenant, oid: ALICE }, 1)
  // Who comes now does not get to wait for the old one.
  const late = await exchange(held, SCOPES)
  gate.resolve()
  const old = await early
  expect(old.uti).not.toBe(late.uti)
  expect((await exchange(held, SCOPES)).uti).toBe(late.uti)
  expect(forms).toHaveLength(2)
})

test("a revocation leaves another person's exchange that is under way alone", async () => {
  const revocations = memoryRevocations()
  const { exchange, forms } = exchangeAgainst(issued, { revocations })
  const held = await assertion({ oid: BOB })
  const flying = exchange(held, SCOPES)
  revocations.revoke({ tid: idp.tenant, oid: ALICE }, 1)
  await flying
  await exchange(held, SCOPES)
  expect(forms).toHaveLength(1)
})
