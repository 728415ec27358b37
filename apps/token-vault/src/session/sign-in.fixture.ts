/** The people's own sign-in, for tests: who stands at the browser is said by the test. */
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { createWebSignIn, type WebSignIn } from '@chain-of-trust/token-flow'

export interface TestSignIn {
  webSignIn: WebSignIn
  authority: string
  /** Somebody signs in at the authorization server: where the browser is sent back to. */
  as: (authorizeUrl: string, oid: string) => string
  /** Answers of the token endpoint, instead of its own. */
  fails: { token?: () => Response }
}

const issuer = await createTestIssuer()
const stranger = await createTestIssuer()
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = {
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  thumbprintSha256: 'ab'.repeat(32),
}
export const TENANT = issuer.tenant

/** @param now epoch milliseconds */
export function createTestSignIn(origin: string, clientId: string, now: () => number): TestSignIn {
  const codes = new Map<string, { oid: string; nonce: string | null; challenge: string | null }>()
  const fails: TestSignIn['fails'] = {}
  const webSignIn = createWebSignIn(
    {
      clientId,
      tenantId: TENANT,
      issuer: issuer.issuer,
      tokenEndpoint: `http://localhost:4490/${TENANT}/oauth2/v2.0/token`,
      key,
      fetch: async (_url, init = {}) =>
        fails.token?.() ?? redeem(await new Response(init.body ?? null).text()),
    },
    { redirectUri: `${origin}/signed-in`, keys: issuer.keys, now: () => now() / 1000 },
  )
  return {
    webSignIn,
    authority: 'http://localhost:4490',
    fails,
    as(authorizeUrl, oid) {
      const { searchParams } = new URL(authorizeUrl)
      const [nonce, challenge] = [searchParams.get('nonce'), searchParams.get('code_challenge')]
      const code = randomUUID()
      codes.set(code, { oid, nonce, challenge })
      const state = searchParams.get('state') ?? ''
      return `${searchParams.get('redirect_uri')}?${new URLSearchParams({ code, state }).toString()}`
    },
  }

  async function redeem(body: string): Promise<Response> {
    const form = new URLSearchParams(body)
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (code?.challenge !== challenge) return Response.json({ error: 'invalid_grant' }, { status: 400 })
    const { oid, nonce } = code
    const iat = Math.floor(now() / 1000)
    const id_token = await issuer.sign({
      iss: issuer.issuer,
      aud: clientId,
      iat,
      exp: iat + 600,
      nonce,
      tid: TENANT,
      oid,
      sub: `pairwise-${oid}`,
      name: `Person ${oid.slice(-1)}`,
      preferred_username: `person-${oid.slice(-1)}@contoso.example`,
    })
    const access_token = await stranger.token({ audience: 'not-ours', oid })
    return Response.json({ access_token, id_token, token_type: 'Bearer', expires_in: 600 })
  }
}
