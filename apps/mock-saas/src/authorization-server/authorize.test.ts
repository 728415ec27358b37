import { expect, test } from 'vitest'
import {
  authorizationRequest,
  openTestSaas,
  pkce,
  redirectUri,
  replyOf,
  TestBrowser,
  type Provider,
} from '../saas.fixture.ts'

const saas = await openTestSaas()
const { challenge } = pkce()
const USED = 'used before, is too old, or belongs to another browser'

const open = (changes: Record<string, string | undefined> = {}, provider: Provider = 'github') =>
  new TestBrowser(saas, provider).open({ ...authorizationRequest(provider, challenge), ...changes })

test.each(['github', 'jira'] as const)(
  '%s describes its authorization server (RFC 8414)',
  async (provider) => {
    const { status, body } = await saas.send(`/.well-known/oauth-authorization-server/${provider}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      issuer: `http://localhost:4492/${provider}`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    })
    for (const name of ['authorization_endpoint', 'token_endpoint', 'revocation_endpoint']) {
      expect(body[name]).toMatch(`${body.issuer}/`)
    }
  },
)

test.each([
  ['github', 'alice-codes'],
  ['jira', 'alice.archer'],
] as const)(
  '%s asks who it is and for consent, then answers with code, state and iss',
  async (provider, account) => {
    const browser = new TestBrowser(saas, provider)
    const signIn = await browser.open(authorizationRequest(provider, challenge))
    expect(signIn.text).toContain(`data-testid="account-${account}"`)
    const consent = await browser.press(signIn, 'account', account)
    for (const scope of authorizationRequest(provider, challenge)['scope']!.split(' ')) {
      expect(consent.text).toContain(`<code>${scope}</code>`)
    }
    expect(consent.headers['content-security-policy']).toContain("form-action 'self' http://localhost:4420;")
    expect(consent.headers['content-security-policy']).toContain("frame-ancestors 'none'")

    const answer = await browser.press(consent, 'decision', 'accept')
    expect(answer.status).toBe(303)
    expect(String(answer.headers['location'])).toMatch(`${redirectUri(provider)}?code=`)
    const reply = replyOf(answer)
    expect([reply.get('state'), reply.get('iss')]).toEqual(['s-1', `http://localhost:4492/${provider}`])
  },
)

test('who declines sends access_denied, with state and iss', async () => {
  const browser = new TestBrowser(saas, 'github')
  const consent = await browser.press(await start(browser), 'account', 'bob-builds')
  const reply = replyOf(await browser.press(consent, 'decision', 'decline'))
  expect(Object.fromEntries(reply)).toMatchObject({
    error: 'access_denied',
    state: 's-1',
    iss: 'http://localhost:4492/github',
  })
  expect(reply.has('code')).toBe(false)
})

const start = (browser: TestBrowser) => browser.open(authorizationRequest('github', challenge))

test.each([
  ['another path', `${redirectUri('github')}/more`],
  ['a query', `${redirectUri('github')}?next=1`],
  ['another port', redirectUri('github').replace('4420', '4421')],
  ['a trailing slash', `${redirectUri('github')}/`],
  ['the address of the other provider', redirectUri('jira')],
  ['somebody else', 'https://evil.example/callback/github'],
])('a redirect_uri with %s ends on a page, not there', async (_what, uri) => {
  const { status, headers, text } = await open({ redirect_uri: uri })
  expect([status, headers['location']]).toEqual([400, undefined])
  expect(text).toContain('not the one that is registered')
})

test.each([{ client_id: 'somebody' }, { client_id: undefined }, { redirect_uri: undefined }])(
  'with %o nothing is redirected',
  async (changes) => {
    const { status, headers } = await open(changes)
    expect([status, headers['location']]).toEqual([400, undefined])
  },
)

test.each([
  ['invalid_request', { code_challenge: undefined }],
  ['invalid_request', { code_challenge_method: 'plain' }],
  ['invalid_request', { code_challenge_method: undefined }],
  ['invalid_request', { code_challenge: 'short' }],
  ['invalid_request', { response_type: undefined }],
  ['unsupported_response_type', { response_type: 'token' }],
  ['invalid_request', { scope: undefined }],
  ['invalid_scope', { scope: 'read:user admin:org' }],
])('%s is sent back for %o', async (error, changes) => {
  const answer = await open(changes)
  expect(answer.status).toBe(302)
  expect(Object.fromEntries(replyOf(answer))).toMatchObject({
    error,
    state: 's-1',
    iss: 'http://localhost:4492/github',
  })
})

test('a parameter that comes twice is refused', async () => {
  const query = new URLSearchParams(authorizationRequest('github', challenge))
  query.append('scope', 'delete_repo')
  const answer = await saas.send(`/github/login/oauth/authorize?${query.toString()}`)
  expect(replyOf(answer).get('error')).toBe('invalid_request')
})

test('a form is good for one post, by its own browser, for its own step, and not for ever', async () => {
  const [alice, mallory] = [new TestBrowser(saas, 'github'), new TestBrowser(saas, 'github')]
  const signIn = await start(alice)
  await start(mallory)
  expect((await mallory.press(signIn, 'account', 'alice-codes')).text).toContain(USED)
  const consent = await alice.press(signIn, 'account', 'alice-codes')
  expect((await alice.press(signIn, 'account', 'alice-codes')).text).toContain(USED)

  const id = /name="interaction" value="([^"]+)"/.exec((await start(alice)).text)![1]!
  expect((await alice.post('/github/consent', { interaction: id, decision: 'accept' })).text).toContain(USED)
  expect((await saas.send('/github/consent', { form: { decision: 'accept' } })).status).toBe(400)

  saas.clock.ahead += 16 * 60_000
  expect((await alice.press(consent, 'decision', 'accept')).text).toContain(USED)
})

test('an account that is not there cannot be chosen', async () => {
  const browser = new TestBrowser(saas, 'github')
  const id = /name="interaction" value="([^"]+)"/.exec((await start(browser)).text)![1]!
  const answer = await browser.post('/github/sign-in', { interaction: id, account: 'alice.archer' })
  expect([answer.status, answer.text.includes('no such account')]).toEqual([400, true])
})

test('what the request says is shown as text', async () => {
  const attack = `"><script>alert(1)</script>`
  for (const { text } of [await open({ client_id: attack }), await open({ redirect_uri: attack })]) {
    expect(text).not.toContain('<script')
  }
})
