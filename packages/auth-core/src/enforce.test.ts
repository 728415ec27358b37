import { createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { describe, expect, test } from 'vitest'
import { verifyAccessToken } from './access-token.ts'
import { enforceAuthenticationAge, enforceAuthenticationContext, enforceScopes } from './enforce.ts'
import { entraV2 } from './entra-v2.ts'
import { Secret } from './secret.ts'

const idp = await createTestIssuer()
const accepts = entraV2({ issuer: idp.issuer, tenants: [idp.tenant], audience: 'us', clients: 'any' })
const token = async (request: Partial<TokenRequest> = {}) =>
  verifyAccessToken(
    new Secret(await idp.token({ audience: 'us', scp: 'Read', ...request })),
    accepts,
    idp.keys,
  )
const thrownBy = (work: () => void): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('scopes', () => {
  const hierarchy = { All: ['Write'], Write: ['Read'], Around: ['About'], About: ['Around'] }
  const enforced = async (scp: string, required: string[], given?: typeof hierarchy) => {
    const held = await token({ scp })
    return thrownBy(() => enforceScopes(held, required, given)) === undefined
  }

  test('every one is needed', { tags: ['DEL-1'] }, async () => {
    expect(await enforced('Read', ['Read', 'Write'])).toBe(false)
    expect(await enforced('Read Write', ['Read', 'Write'])).toBe(true)
  })

  test('a broader one includes the narrower, step by step, and never the other way round', async () => {
    expect(await enforced('Write', ['Read'])).toBe(false)
    expect(await enforced('Write', ['Read'], hierarchy)).toBe(true)
    expect(await enforced('All', ['Read', 'Write'], hierarchy)).toBe(true)
    expect(await enforced('Read', ['Write'], hierarchy)).toBe(false)
  })

  test('a circle ends, and the names of objects mean nothing', async () => {
    expect(await enforced('About', ['Around'], hierarchy)).toBe(true)
    const odd = await token({ scp: 'constructor __proto__ toString' })
    expect(thrownBy(() => enforceScopes(odd, ['Read'], hierarchy))).toMatchObject({
      reason: 'scope_insufficient',
    })
  })

  test('scopes are compared as they are written', async () => {
    expect(await enforced('read', ['Read'])).toBe(false)
    expect(await enforced('ReadAll', ['Read'])).toBe(false)
  })

  test('the refusal names what the operation needs, not what would be more', async () => {
    const held = await token({ scp: 'None' })
    expect(thrownBy(() => enforceScopes(held, ['Read'], hierarchy))).toMatchObject({
      reason: 'scope_insufficient',
      params: { scopes: ['Read'] },
    })
  })
})

describe('authentication', () => {
  const now = 1_800_000_000
  const cp1 = { xms_cc: ['CP1'] }
  const at = (auth_time: number | undefined, request: Partial<TokenRequest> = {}) =>
    token({ ...request, claims: { auth_time } })

  test('recent enough passes, a second more does not', async () => {
    const held = await at(now - 300)
    expect(thrownBy(() => enforceAuthenticationAge(held, 300, now))).toBeUndefined()
    expect(thrownBy(() => enforceAuthenticationAge(held, 299, now))).toBeDefined()
  })

  test('a token that does not say when is too old, however new it is', async () => {
    const held = await at(undefined, cp1)
    expect(thrownBy(() => enforceAuthenticationAge(held, 86_400))).toMatchObject({
      reason: 'claims_insufficient',
    })
  })

  test('a client with cp1 gets the claims challenge, another Entra client a plain refusal', async () => {
    const able = await at(now - 301, cp1)
    expect(thrownBy(() => enforceAuthenticationAge(able, 300, now))).toMatchObject({
      reason: 'claims_insufficient',
      params: { claims: `{"access_token":{"nbf":{"essential":true,"value":"${now - 300}"}}}` },
    })
    const unable = await at(now - 301)
    expect(thrownBy(() => enforceAuthenticationAge(unable, 300, now))).toMatchObject({
      reason: 'permission_denied',
    })
  })

  test('a client of an RFC 9068 server gets the challenge of RFC 9470', async () => {
    const held = { ...(await at(now - 301)), stepUp: 'rfc9470' as const }
    expect(thrownBy(() => enforceAuthenticationAge(held, 300, now))).toMatchObject({
      reason: 'authentication_insufficient',
      error: 'insufficient_user_authentication',
      params: { maxAge: 300 },
    })
    expect(thrownBy(() => enforceAuthenticationContext(held, 'urn:mfa'))).toMatchObject({
      reason: 'authentication_insufficient',
      params: { acrValues: ['urn:mfa'] },
    })
  })

  test('an authentication context is there or is asked for', { tags: ['STP-1'] }, async () => {
    const held = await token({ acrs: ['c1'], ...cp1 })
    expect(thrownBy(() => enforceAuthenticationContext(held, 'c1'))).toBeUndefined()
    expect(thrownBy(() => enforceAuthenticationContext(held, 'c2'))).toMatchObject({
      reason: 'claims_insufficient',
      params: { claims: '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}' },
    })
  })
})
