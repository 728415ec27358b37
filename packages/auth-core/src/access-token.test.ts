import { createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { CompactSign, createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { entraV2 } from './entra-v2.ts'
import { Refusal } from './refusal.ts'
import { Secret } from './secret.ts'

const US = 'a0000000-0000-4000-8000-00000000000a'
const idp = await createTestIssuer()
const accepts = entraV2({
  issuer: idp.issuer,
  tenants: [idp.tenant],
  audience: US,
  clients: ['test-client'],
})

const verify = (jwt: string) => verifyAccessToken(new Secret(jwt), accepts, idp.keys)
const token = (request: Partial<TokenRequest> = {}) => idp.token({ audience: US, scp: 'Read', ...request })
const claims = (overlay: Record<string, unknown>) => token({ claims: overlay })
const reasonOf = (jwt: string) =>
  verify(jwt).then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refusal ? error.reason : error),
  )

test('a delegated token for us is accepted, and says who, by whom and with which scopes', async () => {
  const verified = await verify(
    await token({ scp: 'Read Write', acrs: ['c1'], xms_cc: ['CP1'], jkt: 'thumb' }),
  )
  expect(verified).toMatchObject({
    clientId: 'test-client',
    scopes: ['Read', 'Write'],
    acrs: ['c1'],
    capabilities: ['cp1'],
    jkt: 'thumb',
    appOnly: false,
  })
})

test('the verified claims cannot be changed afterwards', async () => {
  const verified = await verify(await token())
  expect(Object.isFrozen(verified.scopes)).toBe(true)
  expect(Object.isFrozen(verified.claims)).toBe(true)
})

describe('claims', () => {
  test.each([
    ['another audience', { aud: 'somebody-else' }, 'audience_mismatch'],
    ['us and another audience', { aud: [US, 'somebody-else'] }, 'audience_mismatch'],
    ['our audience in a list of one', { aud: [US] }, 'audience_mismatch'],
    ['the App ID URI as audience', { aud: 'http://localhost:4411/mcp' }, 'audience_mismatch'],
    ['no audience', { aud: undefined }, 'audience_mismatch'],
    ['the v1 issuer', { iss: `https://sts.windows.net/${idp.tenant}/` }, 'issuer_mismatch'],
    ['the issuer template', { iss: 'http://localhost:4490/{tenantid}/v2.0' }, 'issuer_mismatch'],
    ['the issuer with a slash added', { iss: `${idp.issuer}/` }, 'issuer_mismatch'],
    ['another tenant', { tid: '99999999-2222-4333-8444-555555555555' }, 'tenant_mismatch'],
    ['an expired token', { exp: 1_000_000 }, 'token_expired'],
    ['no expiry', { exp: undefined }, 'claim_missing'],
    ['a token from the future', { nbf: Date.now() / 1000 + 60 }, 'token_not_yet_valid'],
    ['a token that says it will be issued later', { iat: Date.now() / 1000 + 60 }, 'token_not_yet_valid'],
    ['an issue time that is no number', { iat: 'now' }, 'claim_missing'],
    ['an expiry that is no number', { exp: '9999999999' }, 'claim_missing'],
    ['no issue time', { iat: undefined }, 'claim_missing'],
    ['no subject', { sub: undefined }, 'claim_missing'],
    ['a device token', { idtyp: 'device' }, 'app_only_token'],
    ['a binding that we cannot check', { cnf: { 'x5t#S256': 'abc' } }, 'binding_mismatch'],
    ['an unlisted client', { azp: 'another-client' }, 'client_not_allowed'],
    ['no client', { azp: undefined }, 'claim_missing'],
    ['no object id', { oid: undefined }, 'claim_missing'],
    ['no unique token id', { uti: undefined }, 'claim_missing'],
    ['idtyp app beside a scp', { idtyp: 'app' }, 'app_only_token'],
    ['application roles without scp', { scp: undefined, roles: ['Files.Read.All'] }, 'app_only_token'],
    ['an empty scp', { scp: ' ' }, 'app_only_token'],
  ])('%s is refused', { tags: ['TIER-3', 'AUD-1', 'AUD-3', 'PIT-3'] }, async (_title, overlay, reason) => {
    expect(await reasonOf(await claims(overlay))).toBe(reason)
  })
})

test('an app-only token passes only where the profile says so', { tags: ['DEL-1', 'PIT-1'] }, async () => {
  const jwt = await idp.token({ audience: US, claims: { roles: ['Audit.Write'] } })
  expect(await reasonOf(jwt)).toBe('app_only_token')
  const verified = await verifyAccessToken(new Secret(jwt), { ...accepts, appOnly: true }, idp.keys)
  expect(verified).toMatchObject({ appOnly: true, roles: ['Audit.Write'] })
})

describe('forgeries', () => {
  test('a token without a signature is refused', async () => {
    expect(await reasonOf(new UnsecuredJWT({ aud: US }).encode())).toBe('algorithm_not_allowed')
  })

  test('the public key used as an HMAC secret is refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(idp.jwks.keys[0]))
    const jwt = await new SignJWT({ aud: US })
      .setProtectedHeader({ alg: 'HS256', kid: 'test-key' })
      .sign(secret)
    expect(await reasonOf(jwt)).toBe('algorithm_not_allowed')
  })

  test("another issuer's key under our issuer's kid is refused", async () => {
    const attacker = await createTestIssuer()
    expect(await reasonOf(await attacker.token({ audience: US, scp: 'Read' }))).toBe('signature_invalid')
  })

  test('one changed character is refused', async () => {
    const [header, payload, signature] = (await token()).split('.') as [string, string, string]
    const changed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    const forged = Buffer.from(JSON.stringify({ ...changed, scp: 'Read Delete' })).toString('base64url')
    expect(await reasonOf(`${header}.${forged}.${signature}`)).toBe('signature_invalid')
  })

  test.each(['jku', 'x5u', 'jwk', 'x5c'])(
    'a %s header, by which a token picks its own key, is refused',
    { tags: ['AUD-2'] },
    async (name) => {
      const jwt = await idp.sign(
        { aud: US },
        { [name]: name === 'x5c' ? ['MII'] : 'https://attacker.example' },
      )
      expect(await reasonOf(jwt)).toBe('token_header_untrusted')
    },
  )

  test('an unknown critical header is refused', async () => {
    const [, payload, signature] = (await token()).split('.') as [string, string, string]
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'test-key', crit: ['exp'], exp: 1 }))
    expect(await reasonOf(`${header.toString('base64url')}.${payload}.${signature}`)).toBe(
      'token_header_untrusted',
    )
  })

  test('an unencoded payload (b64) is refused', async () => {
    const [, payload, signature] = (await token()).split('.') as [string, string, string]
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'test-key', crit: ['b64'], b64: false }))
    expect(await reasonOf(`${header.toString('base64url')}.${payload}.${signature}`)).toBe(
      'token_header_untrusted',
    )
  })

  test('the signature of zeros that a careless ECDSA accepts for anything is refused', async () => {
    const { publicKey } = await generateKeyPair('ES256')
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'ec' }] })
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwt = `${part({ alg: 'ES256', typ: 'JWT', kid: 'ec' })}.${part({ aud: US })}.${Buffer.alloc(64).toString('base64url')}`
    await expect(
      verifyAccessToken(new Secret(jwt), { ...accepts, algorithms: ['ES256'] }, keys),
    ).rejects.toMatchObject({ reason: 'signature_invalid' })
  })

  test('an allowed algorithm that the key is not for finds no key', async () => {
    const jwt = await idp.sign({ aud: US })
    const [, payload, signature] = jwt.split('.') as [string, string, string]
    const header = Buffer.from('{"alg":"PS256","typ":"JWT","kid":"test-key"}').toString('base64url')
    const both = { ...accepts, algorithms: ['RS256', 'PS256'] }
    await expect(
      verifyAccessToken(new Secret(`${header}.${payload}.${signature}`), both, idp.keys),
    ).rejects.toMatchObject({ reason: 'key_unknown' })
  })

  // Entra's published keys name no algorithm, so the key alone would allow it.
  test(
    'an algorithm that is not on the list is refused, though the key could do it',
    { tags: ['AUD-2'] },
    async () => {
      const { privateKey, publicKey } = await generateKeyPair('RS512')
      const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] })
      const jwt = await new SignJWT({ aud: US })
        .setProtectedHeader({ alg: 'RS512', typ: 'JWT' })
        .sign(privateKey)
      await expect(verifyAccessToken(new Secret(jwt), accepts, keys)).rejects.toMatchObject({
        reason: 'algorithm_not_allowed',
      })
    },
  )

  test.each(['../../etc/passwd', "' OR 1=1 --", 'unknown'])('the key id %j finds no key', async (kid) => {
    const keys = await createTestIssuer({ kid: 'other' })
    const jwt = await keys.sign({ aud: US }, { kid })
    expect(await reasonOf(jwt)).toBe('key_unknown')
  })

  test.each(['dpop+jwt', 'at+jwt', 'secevent+jwt', 'logout+jwt', 'oauth-id-jag+jwt', 'JOSE'])(
    'a JWT of type %s is refused',
    async (typ) => {
      expect(await reasonOf(await idp.sign({ aud: US }, { typ }))).toBe('type_mismatch')
    },
  )

  test('a JWT without a type is refused', { tags: ['AUD-2'] }, async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256')
    const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] })
    const jwt = await new SignJWT({ aud: US }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
    await expect(verifyAccessToken(new Secret(jwt), accepts, keys)).rejects.toMatchObject({
      reason: 'type_mismatch',
    })
  })

  test('an ID token for us is no access token', async () => {
    const jwt = await claims({
      scp: undefined,
      idtyp: undefined,
      azp: 'test-client',
      nonce: 'n',
      name: 'Alice',
    })
    expect(await reasonOf(jwt)).toBe('app_only_token')
  })

  test('claims that are not UTF-8 are refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256')
    const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] })
    const bytes = Buffer.concat([Buffer.from('{"aud":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
    const jws = await new CompactSign(bytes).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey)
    await expect(verifyAccessToken(new Secret(jws), accepts, keys)).rejects.toMatchObject({
      reason: 'token_malformed',
    })
  })

  test('an encrypted token is refused: it could hide a compressed bomb', async () => {
    expect(await reasonOf('eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00iLCJ6aXAiOiJERUYifQ.a.b.c.d')).toBe(
      'token_malformed',
    )
  })

  test('an endless token is not parsed', async () => {
    const [header, , signature] = (await token()).split('.') as [string, string, string]
    expect(await reasonOf(`${header}.${'A'.repeat(20_000)}.${signature}`)).toBe('token_malformed')
  })

  test.each(['', 'abc', 'a.b.c', '....'])('%j is no token', async (jwt) => {
    expect(await reasonOf(jwt)).toBe('token_malformed')
  })
})
