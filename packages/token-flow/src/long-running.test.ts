import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { Secret, TokenEndpointError } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { createLongRunning } from './long-running.ts'

const idp = await createTestIssuer()
const SCOPES = ['http://localhost:4411/mcp/Documents.Read']
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const dpopKey = await createDpopKey()

type Answer = (form: URLSearchParams, call: number) => Response | Promise<Response>

/** msal-node itself against a token endpoint that only this test can see. */
function against(answer: Answer) {
  const requests: { form: URLSearchParams; proof: string | null }[] = []
  const longRunning = createLongRunning({
    clientId: 'orchestrator-id',
    tenantId: idp.tenant,
    issuer: idp.issuer,
    tokenEndpoint: `http://localhost:4490/${idp.tenant}/oauth2/v2.0/token`,
    key: {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      thumbprintSha256: 'ab'.repeat(32),
    },
    resourceIndicators: true,
    dpopKey,
    fetch: async (_url, init = {}) => {
      const form = new URLSearchParams(init.body as string)
      requests.push({ form, proof: new Headers(init.headers).get('dpop') })
      return answer(form, requests.length)
    },
  })
  return { longRunning, requests }
}

const issued: Answer = async (form, call) => {
  const scopes = resourceScopes(form)
  return Response.json({
    token_type: 'DPoP',
    access_token: await idp.token({ audience: 'mcp', scp: 'Documents.Read', jkt: dpopKey.jkt }),
    expires_in: 3600,
    scope: scopes.join(' '),
    refresh_token: `refresh-${call}`,
  })
}
function resourceScopes(form: URLSearchParams): string[] {
  return form
    .get('scope')!
    .split(' ')
    .filter((scope) => scope.includes('/'))
}
const tokenA = async () => new Secret(await idp.token({ audience: 'orchestrator-id', scp: 'access_as_user' }))

test('the person’s token becomes Token B and a refresh token that does not print', async () => {
  const { longRunning, requests } = against(issued)
  const assertion = await tokenA()
  const started = await longRunning.start(assertion, SCOPES)
  expect(started).toMatchObject({ scopes: ['Documents.Read'], audience: 'mcp', jkt: dpopKey.jkt })
  expect(started.refreshToken.reveal()).toBe('refresh-1')
  expect(inspect(started)).not.toContain('refresh-1')
  const form = Object.fromEntries(requests[0]!.form)
  expect(form).toMatchObject({ requested_token_use: 'on_behalf_of', assertion: assertion.reveal() })
  expect(form['scope']).toContain('offline_access')
})

test('with nobody there the refresh token is redeemed by certificate, for the scopes of one call, bound to our key', async () => {
  const { longRunning, requests } = against(issued)
  const next = await longRunning.continue(new Secret('refresh-0'), SCOPES)
  expect(next.scopes).toEqual(['Documents.Read'])
  expect(next.refreshToken.reveal()).toBe('refresh-1')
  const { form, proof } = requests[0]!
  expect(Object.fromEntries(form)).toMatchObject({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-0',
    resource: 'http://localhost:4411/mcp',
  })
  expect(resourceScopes(form)).toEqual(SCOPES)
  expect(decodeProtectedHeader(form.get('client_assertion')!)).toMatchObject({ alg: 'PS256' })
  expect(form.has('client_secret')).toBe(false)
  expect(decodeJwt(proof!)).toMatchObject({ htm: 'POST' })
  expect(form.get('claims')).toContain('CP1')
})

test('an authorization server that does not rotate leaves the refresh token as it was', async () => {
  const { longRunning } = against(async (form, call) => {
    const body = (await (await issued(form, call)).json()) as { refresh_token?: string }
    delete body.refresh_token
    return Response.json(body)
  })
  const held = new Secret('refresh-0')
  expect((await longRunning.continue(held, SCOPES)).refreshToken).toBe(held)
  expect(await longRunning.start(await tokenA(), SCOPES).catch((error: unknown) => error)).toMatchObject({
    error: 'invalid_scope',
    remedy: 'fix_configuration',
  })
})

test.each(['start', 'continue'] as const)(
  '%s: the claims of a challenge come through unread',
  async (way) => {
    const claims = '{"access_token":{"polids":{"essential":true,"values":["p"]}}}'
    const { longRunning } = against(() =>
      Response.json(
        {
          error: 'invalid_grant',
          suberror: 'basic_action',
          error_codes: [50_076],
          correlation_id: 'c',
          claims,
        },
        { status: 400 },
      ),
    )
    const failure = await longRunning[way](await tokenA(), SCOPES).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TokenEndpointError)
    expect(failure).toMatchObject({ claims, suberror: 'basic_action', diagnostics: { correlation_id: 'c' } })
    expect(inspect(failure)).not.toContain('refresh')
  },
)
