import { formatChallenge, encodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { describe, expect, test } from 'vitest'
import { ERAS, startServer, type ServerOptions } from './ledger.fixture.ts'

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"},"note":"a, \\"b\\" = ü"}}'

function refusing(status: number, params: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const challenge = formatChallenge({ scheme: 'DPoP', params })
  return () => new Response('{}', { status, headers: { 'www-authenticate': challenge, ...headers } })
}

const GRANTED = { scp: 'Ledger.Read Ledger.Post', acrs: ['c1'] }

async function callPostEntry(
  options: ServerOptions,
  call: (typeof ERAS)[number][1],
  request: { xms_cc?: string[] } = {},
) {
  const server = await startServer(options)
  const { body, headers } = call('post_entry', { number: 1 })
  const response = await server.post(body, { headers, ...GRANTED, ...request })
  const answer = {
    status: response.status,
    challenge: parseChallenges(response.headers.get('www-authenticate') ?? '')[0]?.params,
    retryAfter: response.headers.get('retry-after'),
    body: await response.text(),
    failures: server.audit.records.filter(({ outcome }) => outcome === 'failure'),
    exchanges: server.exchanges,
  }
  await server.app.close()
  return answer
}

// The tool waits before it calls the resource, and swallows what the call throws.
describe.each(ERAS)('a challenge met inside a tool replaces the answer, revision %s', (_revision, call) => {
  test('insufficient_claims: 401, the claims unread and unwidened', async () => {
    const resource = refusing(401, { error: 'insufficient_claims', claims: encodeClaims(CLAIMS) })
    const { status, challenge, body, failures } = await callPostEntry({ resource }, call)
    expect(status).toBe(401)
    expect(challenge).toMatchObject({ error: 'insufficient_claims', claims: encodeClaims(CLAIMS) })
    expect(body).toBe('{"error":"insufficient_claims"}')
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatchObject({ reason: 'claims_insufficient', tool: 'post_entry' })
  })

  test('insufficient_user_authentication (RFC 9470): 401 with the contexts and the age', async () => {
    const asked = { error: 'insufficient_user_authentication', acr_values: 'urn:a urn:b', max_age: '300' }
    const { status, challenge, failures } = await callPostEntry({ resource: refusing(401, asked) }, call)
    expect(status).toBe(401)
    expect(challenge).toMatchObject(asked)
    expect(failures[0]).toMatchObject({ reason: 'authentication_insufficient', tool: 'post_entry' })
  })

  test('who can help, as the resource says it', async () => {
    const failure = { kind: 'outage', remedy: 'retry_later', actor: 'nobody', correlation_id: 'corr-2' }
    const resource = () => Response.json({ error: 'temporarily_unavailable', failure }, { status: 503 })
    const { status, body } = await callPostEntry({ resource }, call)
    expect(status).toBe(503)
    expect(JSON.parse(body)).toEqual({ error: 'temporarily_unavailable', failure })
  })

  test('insufficient_claims for a client without cp1: a plain 403', async () => {
    const resource = refusing(401, { error: 'insufficient_claims', claims: encodeClaims(CLAIMS) })
    const { status, challenge } = await callPostEntry({ resource }, call, { xms_cc: [] })
    expect(status).toBe(403)
    expect(challenge).toBeUndefined()
  })

  test('insufficient_scope: 403 with the scopes of the operation, in our own terms', async () => {
    const resource = refusing(403, {
      error: 'insufficient_scope',
      scope: 'https://ledger.example/Entries.Post',
    })
    const { status, challenge } = await callPostEntry({ resource }, call)
    expect(status).toBe(403)
    expect(challenge?.['scope']).toMatch(
      /^http:\/\/localhost:\d+\/mcp\/Ledger.Read http:\/\/localhost:\d+\/mcp\/Ledger.Post$/,
    )
  })

  test.each([429, 502, 503, 504])('%i: 503 with Retry-After', async (resourceStatus) => {
    const resource = refusing(resourceStatus, {}, { 'retry-after': '7' })
    const { status, retryAfter } = await callPostEntry({ resource }, call)
    expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '7' })
  })

  test('no answer from the resource: 503', async () => {
    const resource = () => Promise.reject(new TypeError('fetch failed'))
    const { status, failures } = await callPostEntry({ resource }, call)
    expect(status).toBe(503)
    expect(failures[0]?.reason).toBe('resource_unavailable')
  })

  test.each([
    ['invalid_token', { error: 'invalid_token' }],
    ['claims that are no claims', { error: 'insufficient_claims', claims: '%%%' }],
  ])('401 with %s is our own fault: 500, and no new sign-in', async (_case, params) => {
    const { status, challenge } = await callPostEntry({ resource: refusing(401, params) }, call)
    expect(status).toBe(500)
    expect(challenge).toBeUndefined()
  })
})

describe.each(ERAS)(
  'what the authorization server refuses at the exchange, revision %s',
  (_revision, call) => {
    test('claims are relayed; the record joins the tool and Token B', async () => {
      const refuses = { status: 400, error: 'interaction_required', claims: CLAIMS }
      const { status, challenge, failures } = await callPostEntry({ refuses }, call)
      expect(status).toBe(401)
      expect(challenge).toMatchObject({ error: 'insufficient_claims', claims: encodeClaims(CLAIMS) })
      expect(failures).toHaveLength(1)
      expect(failures[0]).toMatchObject({
        event: 'token_exchanged',
        tool: 'post_entry',
        token: { name: 'C' },
      })
    })

    test('claims for a client without cp1: a plain 403', async () => {
      const refuses = { status: 400, error: 'interaction_required', claims: CLAIMS }
      const { status, failures } = await callPostEntry({ refuses }, call, { xms_cc: [] })
      expect(status).toBe(403)
      expect(failures).toHaveLength(1)
    })

    test('missing consent: 403 with the scopes of the operation', async () => {
      const refuses = { status: 400, error: 'invalid_grant', suberror: 'consent_required' }
      const { status, challenge } = await callPostEntry({ refuses }, call)
      expect(status).toBe(403)
      expect(challenge?.['scope']).toMatch(/^\S+\/mcp\/Ledger.Read \S+\/mcp\/Ledger.Post$/)
    })

    test('an outage: 503 with Retry-After, never 401', async () => {
      const { status, retryAfter } = await callPostEntry(
        { refuses: { status: 0, error: 'temporarily_unavailable' } },
        call,
      )
      expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '5' })
    })

    test('a policy that blocks: 403 with who can help, although claims came with it', async () => {
      const diagnostics = { error_codes: [53003], correlation_id: 'corr-1' }
      const refuses = {
        status: 400,
        error: 'interaction_required',
        suberror: 'message_only',
        claims: CLAIMS,
        diagnostics,
      }
      const { status, challenge, body, failures } = await callPostEntry({ refuses }, call)
      expect({ status, challenge }).toEqual({ status: 403, challenge: undefined })
      expect(JSON.parse(body)).toEqual({
        error: 'access_denied',
        failure: {
          kind: 'blocked',
          remedy: 'contact_administrator',
          actor: 'administrator',
          correlation_id: 'corr-1',
        },
      })
      expect(failures).toHaveLength(1)
      expect(failures[0]).toMatchObject({
        reason: 'access_blocked',
        diagnostics: { kind: 'blocked', ...diagnostics },
      })
    })

    test('our own misconfiguration: 500, and that an operator has to act', async () => {
      const { status, body } = await callPostEntry(
        { refuses: { status: 401, error: 'invalid_client' } },
        call,
      )
      expect(status).toBe(500)
      expect(JSON.parse(body)).toEqual({
        error: 'server_error',
        failure: { kind: 'misconfiguration', remedy: 'fix_configuration', actor: 'operator' },
      })
    })
  },
)
