import { createHash, generateKeyPairSync } from 'node:crypto'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { ALICE, createTestIssuer } from '@chain-of-trust/testkit'
import { decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { createWebSignIn } from './web-sign-in.ts'

const idp = await createTestIssuer()
const stranger = await createTestIssuer()
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const dpopKey = await createDpopKey()
const VAULT = 'a1b00000-0000-4000-8000-000000004420'

/** msal-node against a token endpoint that answers with this ID token's claims, laid over the right ones. */
function start({ claims = {}, signer = idp, status = 200 } = {}) {
  const forms: URLSearchParams[] = []
  const sent: { nonce: string | null } = { nonce: null }
  const signIn = createWebSignIn(
    {
      clientId: VAULT,
      tenantId: idp.tenant,
      issuer: idp.issuer,
      tokenEndpoint: `http://localhost:4490/${idp.tenant}/oauth2/v2.0/token`,
      key: {
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        thumbprintSha256: 'ab'.repeat(32),
      },
      dpopKey,
      resourceIndicators: true,
      async fetch(_url, init = {}) {
        forms.push(new URLSearchParams(init.body as string))
        if (status !== 200) return new Response(null, { status })
        const now = Math.floor(Date.now() / 1000)
        const id_token = await signer.sign({
          iss: idp.issuer,
          aud: VAULT,
          iat: now,
          exp: now + 600,
          nonce: sent.nonce,
          tid: idp.tenant,
          oid: ALICE,
          sub: 'pairwise',
          name: 'Alice',
          preferred_username: 'alice@contoso.example',
          ...claims,
        })
        const access_token = await idp.token({ audience: 'graph', scp: 'openid', jkt: dpopKey.jkt })
        return Response.json({ access_token, id_token, token_type: 'DPoP', expires_in: 3600 })
      },
    },
    { redirectUri: 'http://localhost:4420/signed-in', keys: idp.keys },
  )
  return {
    forms,
    begin: (options?: { selectAccount?: boolean }) => signIn.begin(options),
    finish: async () => {
      const { url, pending } = await signIn.begin()
      sent.nonce = new URL(url).searchParams.get('nonce')
      return signIn.finish('a-code', pending)
    },
  }
}

test('the browser is sent to the authorization server with PKCE, state and nonce, new ones each time', async () => {
  const { begin } = start()
  const [first, second] = [await begin(), await begin({ selectAccount: true })]
  const { origin, pathname, searchParams } = new URL(first.url)
  expect(origin + pathname).toBe(`http://localhost:4490/${idp.tenant}/oauth2/v2.0/authorize`)
  const challenge = createHash('sha256').update(first.pending.verifier).digest('base64url')
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: VAULT,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: 'http://localhost:4420/signed-in',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: first.pending.state,
    nonce: first.pending.nonce,
  })
  expect(searchParams.get('prompt')).toBeNull()
  expect(new URL(second.url).searchParams.get('prompt')).toBe('select_account')
  const values = [first, second].flatMap(({ pending }) => Object.values(pending))
  expect(new Set(values).size).toBe(6)
})

test('the code is redeemed with the key and the verifier, and no resource is named', async () => {
  const { finish, forms } = start()
  const issuedAt = expect.closeTo(Date.now() / 1000, -1) as number
  expect(await finish()).toEqual({
    tid: idp.tenant,
    oid: ALICE,
    name: 'Alice',
    username: 'alice@contoso.example',
    issuedAt,
  })
  const form = Object.fromEntries(forms[0]!)
  expect(form).toMatchObject({ grant_type: 'authorization_code', code: 'a-code' })
  expect(form['code_verifier']).toMatch(/^[\w-]{43}$/)
  expect(form).not.toHaveProperty('resource')
  expect(decodeProtectedHeader(form['client_assertion']!)).toMatchObject({ alg: 'PS256' })
})

const now = Math.floor(Date.now() / 1000)
test.each<[string, Parameters<typeof start>[0]]>([
  ['with the nonce of another browser', { claims: { nonce: 'another' } }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['for another application', { claims: { aud: 'a1b00000-0000-4000-8000-000000004401' } }],
  ['of another issuer', { claims: { iss: 'http://localhost:4490/other/v2.0' } }],
  ['signed by a stranger', { signer: stranger }],
  ['that has expired', { claims: { exp: now - 60 } }],
  ['that names nobody', { claims: { oid: undefined } }],
])('an ID token %s signs nobody in', async (_, changes) => {
  await expect(start(changes).finish()).rejects.toMatchObject({ reason: 'sign_in_required' })
})

test('an authorization server that is down is an outage, not a refusal', async () => {
  await expect(start({ status: 503 }).finish()).rejects.toMatchObject({
    name: 'TokenEndpointError',
    remedy: 'retry_later',
  })
})
