import { encodeClaims, formatChallenge } from '@chain-of-trust/auth-core/challenge'
import { describeFailure, type FailureKind } from '@chain-of-trust/auth-core/failure'
import { expect, test } from 'vitest'
import { refusalOutputOf } from '../tools/tool-refusal.ts'
import { refusalIn } from './refusal-in.ts'

const CLAIMS = '{"access_token":  {"acrs":{"essential":true,"value":"c1"}}}'

function answer(status: number, params: Record<string, string> = {}, body: unknown = {}): Response {
  const headers = { 'www-authenticate': formatChallenge({ scheme: 'DPoP', params }) }
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
}

const failing = (kind: FailureKind) => ({ error: 'x', failure: describeFailure(kind, 'corr-1') })

test.each<[string, Response, string, FailureKind | undefined]>([
  [
    'claims',
    answer(401, { error: 'insufficient_claims', claims: encodeClaims(CLAIMS) }, failing('mfa')),
    'claims_insufficient',
    'mfa',
  ],
  [
    'a disabled account',
    answer(401, { error: 'invalid_token' }, failing('disabled_user')),
    'sign_in_required',
    'disabled_user',
  ],
  ['a policy that blocks', answer(403, {}, failing('blocked')), 'access_blocked', 'blocked'],
  ['a device that does not comply', answer(403, {}, failing('device')), 'device_not_compliant', 'device'],
  [
    'missing consent',
    answer(403, { error: 'insufficient_scope' }, failing('consent')),
    'consent_required',
    'consent',
  ],
  [
    'a set-up that is wrong',
    answer(500, {}, failing('misconfiguration')),
    'exchange_misconfigured',
    'misconfiguration',
  ],
  ['an outage', answer(503, {}, failing('outage')), 'resource_unavailable', 'outage'],
  ['a plain 403', answer(403), 'permission_denied', undefined],
  [
    'a 403 whose body says something else',
    answer(403, {}, failing('outage')),
    'permission_denied',
    undefined,
  ],
  [
    'a 401 whose body says something else',
    answer(401, { error: 'invalid_token' }, failing('blocked')),
    'sign_in_required',
    undefined,
  ],
  [
    'a body that is no failure',
    answer(403, {}, { failure: { kind: 'blocked' } }),
    'permission_denied',
    undefined,
  ],
  [
    'a body too large to be one',
    answer(403, {}, { ...failing('blocked'), pad: ' '.repeat(9000) }),
    'permission_denied',
    undefined,
  ],
])('%s is passed on, with who can help', async (_title, response, reason, kind) => {
  const refusal = await refusalIn(response)
  expect(refusal.reason).toBe(reason)
  expect(refusal.params.failure?.kind).toBe(kind)
})

test('a challenge of RFC 9470 keeps its contexts and its age', { tags: ['STP-3'] }, async () => {
  const asked = { error: 'insufficient_user_authentication', acr_values: 'urn:a urn:b', max_age: '300' }
  const refusal = await refusalIn(answer(401, asked))
  expect(refusal).toMatchObject({
    reason: 'authentication_insufficient',
    params: { acrValues: ['urn:a', 'urn:b'], maxAge: 300 },
  })
  expect(refusalOutputOf(refusal, 'mcp-sharepoint')).toMatchObject({
    by: 'mcp-sharepoint',
    kind: 'mfa',
    remedy: 'step_up',
    acrValues: ['urn:a', 'urn:b'],
    maxAge: 300,
  })
})

test.each([
  [
    'scope',
    403,
    { error: 'insufficient_scope', scope: 'Ledger.Read Läger.Read' },
    { scopes: ['Ledger.Read'] },
  ],
  [
    'acr_values',
    401,
    { error: 'insufficient_user_authentication', acr_values: 'urn:a urn:ä', max_age: '-1' },
    { acrValues: ['urn:a'] },
  ],
])('what no challenge of ours could hold is left out: %s', async (_name, status, params, kept) => {
  const headers = {
    'www-authenticate': `DPoP ${Object.entries(params)
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`,
  }
  const { params: passedOn } = await refusalIn(new Response('', { status, headers }))
  expect(passedOn).toEqual({ ...kept, detail: expect.any(String) })
})

test('a person who is blocked behind the MCP server is told so, by whom, who can act, and what to quote', async () => {
  const refusal = await refusalIn(answer(403, {}, failing('blocked')))
  expect(refusalOutputOf(refusal, 'mcp-sharepoint')).toEqual({
    by: 'authorization server',
    reason: 'A policy of your organisation blocks this access.',
    kind: 'blocked',
    error: 'access_denied',
    remedy: 'contact_administrator',
    actor: 'administrator',
    correlationId: 'corr-1',
  })
})

test(
  'an outage behind the MCP server is named as one, but not as "nothing has happened yet"',
  { tags: ['ZTA-2'] },
  async () => {
    const refusal = await refusalIn(answer(503, {}, failing('outage')))
    expect(refusalOutputOf(refusal, 'mcp-sharepoint')).toMatchObject({
      by: 'mcp-sharepoint',
      kind: 'outage',
      remedy: 'retry_later',
      correlationId: 'corr-1',
    })
  },
)
