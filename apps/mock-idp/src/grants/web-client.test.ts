import { beforeAll, expect, test } from 'vitest'
import { clientAssertion } from '../certificate.fixture.ts'
import { newPerson, requestToken, signInForCode, SPA, type Person } from '../client.fixture.ts'
import {
  ALICE,
  claimsOf,
  openTestTenant,
  TOKEN_ENDPOINT,
  TOKEN_VAULT,
  type TestTenant,
} from '../tenant.fixture.ts'

const SIGNED_IN = 'http://localhost:4420/signed-in'
const scope = 'openid profile'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await openTestTenant()
})

/** A code for the vault's own pages, and what redeems it. */
async function codeForTheVault(person: Person): Promise<Record<string, string | undefined>> {
  const changes = { client_id: TOKEN_VAULT, redirect_uri: SIGNED_IN, scope, response_mode: 'query' }
  const { redemption } = await signInForCode(person, { changes })
  return {
    ...redemption,
    client_id: TOKEN_VAULT,
    redirect_uri: SIGNED_IN,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(tenant.certificates['token-vault'], TOKEN_VAULT, TOKEN_ENDPOINT),
  }
}

test('a web client redeems its code with its key and without an origin', async () => {
  const person = await newPerson(tenant)
  const { status, body } = await requestToken(tenant, person.key, await codeForTheVault(person))
  expect(status).toBe(200)
  expect(claimsOf(body['id_token'])).toMatchObject({ aud: TOKEN_VAULT, oid: ALICE, nonce: 'n-1' })
})

test('the code of a web client is worth nothing without its key', { tags: ['TIER-2'] }, async () => {
  const person = await newPerson(tenant)
  const redemption = await codeForTheVault(person)
  const unauthenticated = {
    ...redemption,
    client_assertion: undefined,
    client_assertion_type: undefined,
  }
  const { status, body } = await requestToken(tenant, person.key, unauthenticated)
  expect(status).toBe(401)
  expect(body).toMatchObject({ error: 'invalid_client' })
  expect((await requestToken(tenant, person.key, redemption)).status).toBe(200)
})

test('a script in a browser cannot redeem the code of a web client, from its own origin either', async () => {
  const person = await newPerson(tenant)
  const redemption = await codeForTheVault(person)
  for (const origin of [SPA.origin, 'http://localhost:4420']) {
    const { status } = await requestToken(tenant, person.key, redemption, { origin })
    expect(status).toBe(400)
  }
  expect((await requestToken(tenant, person.key, redemption)).status).toBe(200)
})
