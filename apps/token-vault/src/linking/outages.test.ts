import { ALICE } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { ALLOW, owner, startLinking } from './linking.fixture.ts'

async function backFromGitHub() {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  return { linking, come: async () => browser.open(linking.at.github.allow(location!, 'alice-codes')) }
}

const json =
  (body: object, status: number, headers = {}) =>
  () =>
    Response.json(body, { status, headers })

test.each([
  ['down', json({}, 503, { 'retry-after': '30' }), 'provider_unavailable', 503, '30'],
  ['busy', json({ error: 'slow_down' }, 429, { 'retry-after': '9' }), 'provider_unavailable', 503, '9'],
  ['talking nonsense', () => new Response('<html>'), 'provider_unavailable', 503, '5'],
  ['refusing the code', json({ error: 'invalid_grant' }, 400), 'code_refused', 400, undefined],
  [
    'refusing the code as github.com does',
    json({ error: 'bad_verification_code' }, 200),
    'code_refused',
    400,
    undefined,
  ],
  ['refusing us', json({ error: 'invalid_client' }, 401), 'client_refused', 500, undefined],
] as const)('a provider that is %s', async (_, answer, reason, status, retryAfter) => {
  const { linking, come } = await backFromGitHub()
  linking.at.github.fails.token = answer
  const shown = await come()
  expect([shown.status, shown.headers['retry-after']]).toEqual([status, retryAfter])
  expect(shown.body).toContain('data-testid="refused"')
  expect(shown.body).toContain('GitHub')
  expect(linking.lastRecord()).toMatchObject({
    event: 'account_link',
    outcome: 'failure',
    reason,
    subject: { oid: ALICE },
  })
  expect(await linking.store.find(owner(ALICE))).toBeUndefined()
})

test('a connection that fails is an outage too', async () => {
  const { linking, come } = await backFromGitHub()
  linking.at.github.fails.token = () => {
    throw new TypeError('fetch failed')
  }
  expect((await come()).status).toBe(503)
})

test('a provider that does not say whose account it is: nothing is linked, the grant is given back', async () => {
  const { linking, come } = await backFromGitHub()
  linking.at.github.fails.api = () => new Response(null, { status: 500 })
  expect((await come()).status).toBe(502)
  expect(linking.lastRecord()).toMatchObject({ reason: 'account_unknown' })
  expect(linking.at.github.revoked).toEqual(['alice-codes'])
  expect(await linking.store.find(owner(ALICE))).toBeUndefined()
})

test.each([
  ['temporarily_unavailable', 503, 'provider_unavailable'],
  ['unauthorized_client', 403, 'provider_refused'],
  ['<script>', 403, 'provider_refused'],
])('a provider that sends the person back with %s', async (error, status, reason) => {
  const linking = await startLinking()
  const { browser, page } = await linking.openAs(ALICE, await linking.ask(ALICE))
  const { location } = await browser.submit(page, /^\/connect\//, ALLOW)
  const shown = await browser.open(linking.at.github.refuse(location!, error))
  expect(shown.status).toBe(status)
  expect(shown.body).not.toContain('<script')
  expect(linking.lastRecord()).toMatchObject({ reason })
  expect(JSON.stringify(linking.audit.records)).not.toContain('<script')
})

test('a database that does not answer is an outage, not a refusal of the person', async () => {
  const linking = await startLinking()
  const url = await linking.ask(ALICE)
  await linking.database.close()
  const shown = await linking.newBrowser().open(url)
  expect(shown.status).toBeGreaterThanOrEqual(500)
  expect(shown.body).toContain('data-testid="refused"')
  expect(shown.body).not.toMatch(/sqlite|database/i)
})

test('no token, code, state, ticket or account name is in the audit log', async () => {
  const { linking, come } = await backFromGitHub()
  const done = await come()
  expect(done.body).toContain('alice-codes')
  const text = JSON.stringify(linking.audit.records)
  const { redemptions } = linking.at.github
  for (const secret of [redemptions[0]!.get('code')!, redemptions[0]!.get('code_verifier')!, 'alice-codes']) {
    expect(text).not.toContain(secret)
  }
})
