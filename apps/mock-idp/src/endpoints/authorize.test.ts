import { beforeAll, describe, expect, test } from 'vitest'
import { authorizeUrl, pkce, TestBrowser, type Shown } from '../browser.fixture.ts'
import { newPerson, signInForCode } from '../client.fixture.ts'
import {
  ACCESS_AS_USER,
  ALICE,
  BOB,
  DAVE,
  openTestTenant,
  ORCHESTRATOR,
  ORIGIN,
  REDIRECT_URI,
  TENANT,
  type TestTenant,
} from '../tenant.fixture.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

const { challenge } = pkce()
type Changes = Record<string, string | undefined>
const visit = (changes: Changes, browser = new TestBrowser(tenant.fetch)): Promise<Shown> =>
  browser.open(authorizeUrl(challenge, changes))

async function signedInBrowser(...oids: string[]): Promise<TestBrowser> {
  const person = await newPerson(tenant)
  for (const oid of oids) await signInForCode(person, { oid, changes: { prompt: 'select_account' } })
  return person.browser
}

describe('requests whose reply address cannot be trusted are answered on a page', () => {
  test.each<[string, Changes, string]>([
    ['an unknown client', { client_id: 'a1b00000-0000-4000-8000-00000000ffff' }, 'AADSTS700016'],
    ['no client', { client_id: undefined }, 'AADSTS900144'],
    ['no redirect URI', { redirect_uri: undefined }, 'AADSTS900144'],
    ['a foreign redirect URI', { redirect_uri: 'https://evil.example/redirect.html' }, 'AADSTS50011'],
    ['another port', { redirect_uri: 'http://localhost:4401/redirect.html' }, 'AADSTS50011'],
    ['an added path', { redirect_uri: `${REDIRECT_URI}/x` }, 'AADSTS50011'],
    ['an added query', { redirect_uri: `${REDIRECT_URI}?x=1` }, 'AADSTS50011'],
    ['another case', { redirect_uri: REDIRECT_URI.toUpperCase() }, 'AADSTS50011'],
    ['a client without redirect URIs', { client_id: ORCHESTRATOR }, 'AADSTS50011'],
  ])('%s', { tags: ['TIER-1'] }, async (_, changes, code) => {
    const shown = await visit(changes)
    expect(shown.status).toBe(400)
    expect(shown.location).toBeUndefined()
    expect(shown.body).toContain(code)
    expect(tenant.records.at(-1)).toMatchObject({
      event: 'sign_in',
      outcome: 'failure',
      diagnostics: { error_codes: [Number(code.slice('AADSTS'.length))] },
    })
  })

  test('another tenant', async () => {
    const other = authorizeUrl(challenge).replace(TENANT, '99999999-2222-4333-8444-555555555555')
    expect((await new TestBrowser(tenant.fetch).open(other)).body).toContain('AADSTS90002')
  })

  test('a parameter that occurs twice', async () => {
    const twice = `${authorizeUrl(challenge)}&redirect_uri=https%3A%2F%2Fevil.example`
    const shown = await new TestBrowser(tenant.fetch).open(twice)
    expect([shown.status, shown.location]).toEqual([400, undefined])
  })
})

describe('bad requests of a known client go back to it, with its state', () => {
  test.each<[string, Changes, string, string]>([
    ['no code_challenge', { code_challenge: undefined }, 'invalid_request', 'AADSTS9002325'],
    ['no code_challenge_method', { code_challenge_method: undefined }, 'invalid_request', 'AADSTS9002325'],
    ['code_challenge_method=plain', { code_challenge_method: 'plain' }, 'invalid_request', 'AADSTS9002325'],
    ['a short code_challenge', { code_challenge: 'abc' }, 'invalid_request', 'AADSTS90023'],
    ['response_type=token', { response_type: 'token' }, 'unsupported_response_type', 'AADSTS700051'],
    ['response_mode=web_message', { response_mode: 'web_message' }, 'invalid_request', 'AADSTS70007'],
    ['no scope', { scope: undefined }, 'invalid_request', 'AADSTS900144'],
    ['a scope without resource', { scope: 'Files.Read' }, 'invalid_scope', 'AADSTS70011'],
    ['an unknown resource', { scope: 'https://x.example/read' }, 'invalid_resource', 'AADSTS500011'],
    ['an unknown scope', { scope: 'http://localhost:4401/admin' }, 'invalid_client', 'AADSTS650053'],
    ['another resource parameter', { resource: 'http://localhost:4401/' }, 'invalid_target', 'AADSTS9010010'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request', 'AADSTS90023'],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request', 'AADSTS90023'],
    [
      'an authentication context that is not defined',
      { claims: acrs('c99') },
      'invalid_request',
      'AADSTS90023',
    ],
    ['a malformed dpop_jkt', { dpop_jkt: 'x' }, 'invalid_request', 'AADSTS90023'],
  ])('%s', { tags: ['TIER-1'] }, async (_, changes, error, code) => {
    const { status, location, reply } = await visit(changes)
    expect(status).toBe(302)
    expect(location).toContain(REDIRECT_URI)
    expect(reply?.get('error')).toBe(error)
    expect(reply?.get('error_description')).toContain(code)
    expect(reply?.get('state')).toBe('s-1')
    expect(reply?.get('code')).toBeNull()
  })
})

test(
  'the resource parameter is taken when it is the resource of the scopes',
  { tags: ['RES-1'] },
  async () => {
    expect((await visit({ resource: 'http://localhost:4401' })).body).toContain('Choose who you are')
  },
)

test('the answer comes in the fragment or in the query, as asked', async () => {
  const browser = await signedInBrowser(ALICE)
  expect((await visit({ response_mode: 'fragment' }, browser)).location).toMatch(/redirect\.html#code=/)
  expect((await visit({ response_mode: 'query' }, browser)).location).toMatch(/redirect\.html\?code=/)
})

describe('prompt=none, the silent iframe', () => {
  test('without a session: login_required', async () => {
    const { reply, headers } = await visit({ prompt: 'none' })
    expect(reply?.get('error')).toBe('login_required')
    expect(reply?.get('error_description')).toContain('AADSTS50058')
    expect(headers.get('set-cookie')).toBeNull()
  })

  test('with a session: a code, in a redirect that a frame may follow', async () => {
    const { reply, headers } = await visit({ prompt: 'none' }, await signedInBrowser(ALICE))
    expect(reply?.get('code')).toBeTruthy()
    expect([headers.get('x-frame-options'), headers.get('content-security-policy')]).toEqual([null, null])
  })

  test('with two sessions: interaction_required, unless the hint says which', async () => {
    const browser = await signedInBrowser(ALICE, BOB)
    expect((await visit({ prompt: 'none' }, browser)).reply?.get('error')).toBe('interaction_required')
    const hinted = await visit({ prompt: 'none', login_hint: 'Bob@contoso.example' }, browser)
    expect(hinted.reply?.get('code')).toBeTruthy()
  })

  test('with the session of somebody else than the hint: login_required', async () => {
    const shown = await visit(
      { prompt: 'none', login_hint: 'bob@contoso.example' },
      await signedInBrowser(ALICE),
    )
    expect(shown.reply?.get('error')).toBe('login_required')
  })

  test('without consent: consent_required', async () => {
    const scope = 'http://localhost:4411/mcp/Documents.Read openid'
    const { reply } = await visit({ prompt: 'none', scope }, await signedInBrowser(ALICE))
    expect([reply?.get('error'), reply?.get('suberror')]).toEqual(['consent_required', 'consent_required'])
  })

  test('where a second factor is needed: interaction_required with the claims', async () => {
    const { reply } = await visit({ prompt: 'none', claims: acrs('c1') }, await signedInBrowser(ALICE))
    expect([reply?.get('error'), reply?.get('suberror')]).toEqual(['interaction_required', 'basic_action'])
    expect(JSON.parse(reply?.get('claims') ?? '')).toEqual(JSON.parse(acrs('c1')))
  })

  test('after the session was revoked, or the user disabled: login_required', async () => {
    const browser = await signedInBrowser(ALICE, BOB)
    tenant.app.identityProvider.accounts.revokeSessions(ALICE)
    tenant.app.identityProvider.accounts.setEnabled(BOB, false)
    try {
      expect((await visit({ prompt: 'none' }, browser)).reply?.get('error')).toBe('login_required')
    } finally {
      tenant.app.identityProvider.accounts.setEnabled(BOB, true)
    }
  })
})

describe('prompts that show a page although somebody is signed in', () => {
  test.each(['login', 'select_account'])('%s shows the sign-in page', async (prompt) => {
    expect((await visit({ prompt }, await signedInBrowser(ALICE))).body).toContain('Choose who you are')
  })

  test('consent shows the consent page, once', async () => {
    const browser = await signedInBrowser(ALICE)
    const page = await visit({ prompt: 'consent' }, browser)
    expect(page.body).toContain('Permissions requested')
    expect((await browser.press(page, 'decision', 'accept')).reply?.get('code')).toBeTruthy()
  })
})

test('a second factor is asked for the authentication context that the claims name, and once', async () => {
  const browser = await signedInBrowser(ALICE)
  const page = await visit({ claims: acrs('c1') }, browser)
  expect(page.body).toContain('Sharing documents (c1)')
  expect((await browser.press(page, 'mfa', 'approve')).reply?.get('code')).toBeTruthy()
  expect((await visit({ claims: acrs('c1'), prompt: 'none' }, browser)).reply?.get('code')).toBeTruthy()
})

test('a denied second factor and a declined consent go back as access_denied', async () => {
  const browser = await signedInBrowser(ALICE)
  const denied = await browser.press(await visit({ claims: acrs('c2') }, browser), 'mfa', 'deny')
  expect([denied.reply?.get('error'), denied.reply?.get('state')]).toEqual(['access_denied', 's-1'])
  const declined = await browser.press(await visit({ prompt: 'consent' }, browser), 'decision', 'decline')
  expect(declined.reply?.get('error_description')).toContain('AADSTS65004')
})

test('a disabled user stays on the sign-in page and is told why', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const page = await browser.press(await visit({}, browser), 'user', DAVE)
  expect(page.body).toContain('AADSTS50057')
  expect((await browser.signIn(page, BOB)).reply?.get('code')).toBeTruthy()
})

test('a user who does not exist cannot sign in', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const page = await visit({}, browser)
  const invented = { ...page, body: page.body.replace(ALICE, 'aaaaaaaa-0000-4000-8000-0000000000ff') }
  const shown = await browser.press(invented, 'user', 'aaaaaaaa-0000-4000-8000-0000000000ff')
  expect(shown.body).toContain('AADSTS50034')
})

test('the consent page lists what the app asks, and what the middle tiers behind it may ask for', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const page = await browser.press(await visit({}, browser), 'user', 'aaaaaaaa-0000-4000-8000-000000000006')
  const listed = [...page.body.matchAll(/<code>([^<]+)<\/code>/g)].map(([, scope]) => scope)
  expect(listed.slice(0, 3)).toEqual(['access_as_user', 'profile', 'offline_access'])
  expect(listed).toContain('Documents.Read')
  expect(page.body).toContain('Let the agent work for you, with the permissions you delegate to it')
  expect(page.body).toContain('Chain of Trust orchestrator → SharePoint tools (MCP server)')
})

test('consent to a resource is asked anew for a scope that was not granted yet', async () => {
  const browser = await signedInBrowser(ALICE)
  const scope = 'http://localhost:4491/v1.0/Files.Read'
  const page = await visit({ scope }, browser)
  expect(page.body).toContain('Read the files you can read')
  expect((await browser.press(page, 'decision', 'accept')).reply?.get('code')).toBeTruthy()
  expect((await visit({ scope, prompt: 'none' }, browser)).reply?.get('code')).toBeTruthy()
  expect(
    (await visit({ scope: `${scope} http://localhost:4491/v1.0/Files.Delete` }, browser)).body,
  ).toContain('Delete the files you may delete')
})

test('the error reference explains what error_uri points to', async () => {
  const browser = new TestBrowser(tenant.fetch)
  const { reply } = await visit({ code_challenge: undefined }, browser)
  expect(reply?.get('error_uri')).toBe(`${ORIGIN}/error?code=9002325`)
  expect((await browser.open(reply!.get('error_uri')!)).body).toContain('pkce_required')
  expect((await browser.open(`${ORIGIN}/error?code=1`)).status).toBe(404)
})

test('sign-in and consent are recorded by tid and oid, without names', async () => {
  const fresh = await openTestTenant()
  await signInForCode(await newPerson(fresh), { oid: BOB, changes: { scope: ACCESS_AS_USER } })
  expect(fresh.records.map(({ event, outcome, subject }) => [event, outcome, subject?.oid])).toEqual([
    ['sign_in', 'success', BOB],
    ...Array.from({ length: fresh.records.length - 1 }, () => ['consent', 'success', BOB]),
  ])
  expect(fresh.records[1]?.scopes?.granted).toEqual(['access_as_user'])
  expect(JSON.stringify(fresh.records)).not.toMatch(/contoso|Baker/)
})

function acrs(value: string): string {
  return JSON.stringify({ access_token: { acrs: { essential: true, value } } })
}
