import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { authorizeUrl, pkce, TestBrowser } from './browser.fixture.ts'
import { newPerson, onBehalfOf, refresh, requestToken, signInForTokens, SPA } from './client.fixture.ts'
import { BOB, claimsOf, openTestTenant } from './tenant.fixture.ts'

test('a restart signs nobody out, forgets no consent and changes no subject', async () => {
  const before = await openTestTenant()
  const person = await newPerson(before)
  const body = await signInForTokens(before, person)
  before.app.identityProvider.accounts.setEnabled(BOB, false)
  await before.app.close()

  const after = await openTestTenant({ stateDir: before.config.STATE_DIR })
  const refreshed = await requestToken(after, person.key, refresh(body['refresh_token']), SPA)
  expect(refreshed.status).toBe(200)
  expect(claimsOf(refreshed.body['access_token']).sub).toBe(claimsOf(body['access_token']).sub)

  const browser = new TestBrowser(after.fetch)
  for (const [name, value] of person.browser.cookies) browser.cookies.set(name, value)
  const silent = await browser.open(authorizeUrl(pkce().challenge, { prompt: 'none' }))
  expect(silent.reply?.get('code')).toBeTruthy()

  const exchanged = await requestToken(after, person.key, await onBehalfOf(after, body['access_token']))
  expect(exchanged.status).toBe(200)
  expect(after.app.identityProvider.accounts.find(BOB)?.accountEnabled).toBe(false)
})

test('the state file holds digests: neither the cookie nor a token is in it', async () => {
  const tenant = await openTestTenant()
  const person = await newPerson(tenant)
  const body = await signInForTokens(tenant, person)
  const folder = join(tenant.config.STATE_DIR, 'mock-idp')
  await tenant.app.close()
  const file = readFileSync(join(folder, 'state.sqlite'), 'latin1')
  expect(file).toContain('aaaaaaaa-0000-4000-8000-000000000001')
  for (const secret of [body['refresh_token'], body['access_token'], ...person.browser.cookies.values()]) {
    expect(file).not.toContain(String(secret))
  }
})
