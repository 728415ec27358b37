import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { clientAssertion, createCertificate } from './certificate.fixture.ts'
import { newPerson, onBehalfOf, refresh, requestToken, signInForTokens, SPA } from './client.fixture.ts'
import {
  BASE,
  MCP_SHAREPOINT,
  openTestTenant,
  ORCHESTRATOR,
  TOKEN_ENDPOINT,
  type TestTenant,
} from './tenant.fixture.ts'

let tenant: TestTenant
let tokenA: unknown
beforeAll(async () => {
  tenant = await openTestTenant()
  tokenA = (await signInForTokens(tenant, await newPerson(tenant)))['access_token']
})

const exchange = async (changes: Record<string, string | undefined>) =>
  requestToken(tenant, await createDpopKey(), await onBehalfOf(tenant, tokenA, changes))
const assert = (audience = TOKEN_ENDPOINT, claims = {}) =>
  clientAssertion(tenant.certificates.orchestrator, ORCHESTRATOR, audience, claims)

test.each([TOKEN_ENDPOINT, TOKEN_ENDPOINT.replace('http:', 'https:'), `${BASE}/v2.0`])(
  'an assertion for %s is taken',
  async (audience) => {
    expect((await exchange({ client_assertion: await assert(audience) })).status).toBe(200)
  },
)

test('the same assertion is taken again for ten minutes, as MSAL sends it', async () => {
  const assertion = await assert()
  for (const client_assertion of [assertion, assertion]) {
    expect((await exchange({ client_assertion })).status).toBe(200)
  }
})

describe('refused', () => {
  test.each<[string, () => Promise<Record<string, string | undefined>>, number]>([
    ['no credential', async () => ({ client_assertion: undefined }), 7000218],
    ['no assertion type', async () => ({ client_assertion_type: undefined }), 7000218],
    ['a client secret', async () => ({ client_secret: 'hunter2' }), 7000215],
    [
      "another client's key",
      async () => {
        const other = tenant.certificates['mcp-sharepoint']
        return { client_assertion: await clientAssertion(other, ORCHESTRATOR, TOKEN_ENDPOINT) }
      },
      700027,
    ],
    [
      'the right thumbprint with the wrong key',
      async () => {
        const { thumbprintSha256 } = tenant.certificates.orchestrator
        const forged = { ...(await createCertificate()), thumbprintSha256 }
        return { client_assertion: await clientAssertion(forged, ORCHESTRATOR, TOKEN_ENDPOINT) }
      },
      700027,
    ],
    ['another audience', async () => ({ client_assertion: await assert('https://evil.example') }), 700023],
    ['an expired assertion', async () => ({ client_assertion: await assert(undefined, { exp: 1 }) }), 700024],
    [
      'one that is not valid yet',
      async () => ({ client_assertion: await assert(undefined, { nbf: 4e9 }) }),
      700024,
    ],
    [
      'one that never expires',
      async () => ({ client_assertion: await assert(undefined, { exp: undefined }) }),
      700021,
    ],
    [
      'another issuer',
      async () => ({ client_assertion: await assert(undefined, { iss: MCP_SHAREPOINT }) }),
      700021,
    ],
    [
      'another subject',
      async () => ({ client_assertion: await assert(undefined, { sub: MCP_SHAREPOINT }) }),
      700021,
    ],
    ['no JWT', async () => ({ client_assertion: 'x' }), 700027],
    [
      'an HMAC with the certificate as key',
      async () => {
        const { pem, thumbprintSha256 } = tenant.certificates.orchestrator
        const thumbprint = Buffer.from(thumbprintSha256, 'hex').toString('base64url')
        const client_assertion = await new SignJWT({
          iss: ORCHESTRATOR,
          sub: ORCHESTRATOR,
          aud: TOKEN_ENDPOINT,
          exp: Date.now() / 1000 + 60,
        })
          .setProtectedHeader({ alg: 'HS256', 'x5t#S256': thumbprint })
          .sign(Buffer.from(pem))
        return { client_assertion }
      },
      700027,
    ],
  ])('%s', { tags: ['TIER-2'] }, async (_, changes, code) => {
    const { status, body } = await exchange(await changes())
    expect(status).toBe(401)
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [code] })
    expect(JSON.stringify(body)).not.toContain('hunter2')
  })

  test('an unknown client', async () => {
    const { body } = await exchange({ client_id: 'a1b00000-0000-4000-8000-00000000ffff' })
    expect(body).toMatchObject({ error: 'unauthorized_client', error_codes: [700016] })
  })

  test('a public client that presents a credential', async () => {
    const person = await newPerson(tenant)
    const parameters = { ...refresh('x'), client_secret: 'hunter2' }
    const { status, body } = await requestToken(tenant, person.key, parameters, SPA)
    expect([status, body['error'], body['error_codes']]).toEqual([401, 'invalid_client', [700025]])
  })

  test('a public client that asks on behalf of somebody', async () => {
    const person = await newPerson(tenant)
    const { client_assertion: _, client_assertion_type: __, ...parameters } = await onBehalfOf(tenant, tokenA)
    const answer = await requestToken(
      tenant,
      person.key,
      { ...parameters, client_id: refresh('')['client_id'] },
      SPA,
    )
    expect(answer.body).toMatchObject({ error: 'invalid_client', error_codes: [7000218] })
  })
})

test('certificates are read when they appear, several at once, and not after they expired', async () => {
  const own = await openTestTenant({ stateDir: mkdtempSync(join(tmpdir(), 'mock-idp-')) })
  const { access_token: assertion } = await signInForTokens(own, await newPerson(own))
  const file = join(own.config.STATE_DIR, 'certificates', 'orchestrator.pem')
  const key = await createDpopKey()
  const [fresh, expired] = await Promise.all([createCertificate(), createCertificate({ expired: true })])
  const codes = async (certificate: typeof fresh) => {
    const client_assertion = await clientAssertion(certificate, ORCHESTRATOR, TOKEN_ENDPOINT)
    const parameters = await onBehalfOf(own, assertion, { client_assertion })
    return (await requestToken(own, key, parameters)).body['error_codes']
  }

  rmSync(file)
  expect(await codes(own.certificates.orchestrator)).toEqual([700027])
  writeFileSync(file, own.certificates.orchestrator.pem)
  expect(await codes(own.certificates.orchestrator)).toBeUndefined()
  expect(await codes(fresh)).toEqual([700027])
  writeFileSync(file, `${own.certificates.orchestrator.pem}\n${fresh.pem}\n${expired.pem}`)
  expect(await codes(own.certificates.orchestrator)).toBeUndefined()
  expect(await codes(fresh)).toBeUndefined()
  expect(await codes(expired)).toEqual([700027])
})
