import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { ALICE, BOB, createTestIssuer, createTestTransmitter } from '@chain-of-trust/testkit'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { AUDIENCE, errorOf, startGraph } from './graph.fixture.ts'
import { openGraphEvents } from './security-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'graph-events-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const CHILDREN = '/me/drive/root/children'

test(
  'after a revocation, the same Token C is challenged for a newer one, or refused without cp1',
  { tags: ['CAE-1'] },
  async () => {
    const graph = await startGraph({ STATE_DIR: folder }, createTestTransmitter())
    const [able, plain] = [
      await graph.token({ oid: ALICE, xms_cc: ['cp1'] }),
      await graph.token({ oid: ALICE }),
    ]
    expect((await graph.call(able, CHILDREN)).status).toBe(200)

    const pushed = await graph.app.inject({
      method: 'POST',
      url: '/security-events',
      headers: { 'content-type': 'application/secevent+jwt' },
      payload: await graph.issuer.securityEvent({ audience: AUDIENCE, type: 'account-disabled', oid: ALICE }),
    })
    expect(pushed.statusCode).toBe(202)

    const challenged = await graph.call(able, CHILDREN)
    expect(challenged.status).toBe(401)
    const [challenge] = parseChallenges(challenged.headers.get('www-authenticate') ?? '')
    expect(challenge?.params['error']).toBe('insufficient_claims')
    const claims = Buffer.from(challenge!.params['claims']!, 'base64').toString()
    expect(claims).toMatch(/^\{"access_token":\{"nbf":\{"essential":true,"value":"\d{10}"\}\}\}$/)
    expect((await errorOf(challenged)).code).toBe('InvalidAuthenticationToken')

    const refused = await graph.call(plain, CHILDREN)
    const [other] = parseChallenges(refused.headers.get('www-authenticate') ?? '')
    expect(other?.params['error']).toBe('invalid_token')
    expect(other?.params).not.toHaveProperty('claims')
    expect((await graph.call(await graph.token({ oid: BOB, xms_cc: ['cp1'] }), CHILDREN)).status).toBe(200)
    await graph.app.close()
  },
)

test('under an issuer that sends no events, neither a key nor an authorization server is needed', async () => {
  const { issuer, keys } = await createTestIssuer({ issuer: 'http://localhost:9999/v2.0' })
  const environment = { ISSUER: issuer, STATE_DIR: join(folder, 'empty') }
  const audit = memoryAuditLog('mock-graph')
  expect(openGraphEvents(readConfig(environment), { keys, audit })).toBeUndefined()
  const on = readConfig({ ...environment, SECURITY_EVENTS: 'on' })
  expect(() => openGraphEvents(on, { keys, audit })).toThrow(/CLIENT_KEY_FILE/)
})
