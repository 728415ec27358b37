import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { personByMail } from './directory.ts'
import { documents } from './seed/documents.ts'
import {
  AUDIENCE,
  errorOf,
  INVITE_FRANK,
  json,
  MCP_SHAREPOINT,
  namesIn,
  startGraph,
} from './graph.fixture.ts'

const ALICE = 'alice@contoso.example'
const BOB = 'bob@contoso.example'
const FRANK = 'frank@contoso.example'
const BUDGET = '/me/drive/items/01FIN-BUDGET-2027'
const CHILDREN = '/me/drive/root/children'

const graph = await startGraph()

test('a document comes as a Graph drive item, and its text as Markdown', async () => {
  const item = await graph.as(ALICE, BUDGET)
  expect(await item.json()).toEqual({
    id: '01FIN-BUDGET-2027',
    name: 'Budget 2027.md',
    size: expect.any(Number) as number,
    lastModifiedDateTime: '2026-11-12T13:20:00Z',
    webUrl: 'https://contoso.sharepoint.example/sites/Finance/Budget%202027.md',
    file: { mimeType: 'text/markdown' },
    parentReference: {
      driveType: 'documentLibrary',
      id: 'folder:Finance',
      name: 'Finance',
      path: '/drive/root:/Finance',
    },
  })
  const content = await graph.as(ALICE, `${BUDGET}/content`)
  expect(content.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
  expect(content.headers.get('cache-control')).toBe('no-store')
  expect(await content.text()).toContain('EUR 164 million')
})

test('$select narrows the properties, and brings the content along', async () => {
  const response = await graph.as(ALICE, `${BUDGET}?$select=name,content`)
  const item = (await response.json()) as { name: string; content: string }
  expect(Object.keys(item)).toEqual(['name', 'content'])
  expect(Buffer.from(item.content, 'base64url').toString()).toContain('EUR 164 million')
  for (const select of ['', 'role', 'toString', 'name,,id']) {
    expect((await graph.as(ALICE, `${BUDGET}?$select=${select}`)).status).toBe(400)
  }
})

test.each([
  ['GET', CHILDREN, 'Files.Read'],
  ['GET', "/me/drive/root/search(q='budget')", 'Files.Read'],
  ['GET', BUDGET, 'Files.Read'],
  ['GET', `${BUDGET}/content`, 'Files.Read'],
  ['POST', `${BUDGET}/invite`, 'Files.Share'],
  ['DELETE', BUDGET, 'Files.Delete'],
])('%s %s needs %s, even from the owner', async (method, path, scope) => {
  const others = ['Files.Read', 'Files.Share', 'Files.Delete'].filter((s) => s !== scope)
  // Whoever may write may read; for the rest it is no help.
  if (scope !== 'Files.Read') others.push('Files.ReadWrite')
  const init = method === 'POST' ? INVITE_FRANK : { method }
  const response = await graph.as(ALICE, path, init, others.join(' '))
  expect(response.status).toBe(403)
  expect(response.headers.get('www-authenticate')).toContain(`scope="http://localhost:4491/v1.0/${scope}"`)
  expect((await errorOf(response)).code).toBe('accessDenied')
})

test('Files.ReadWrite includes Files.Read', async () => {
  expect((await graph.as(ALICE, CHILDREN, {}, 'Files.ReadWrite')).status).toBe(200)
})

test('no scope of reading is needed to share or delete by id, and the answer names the document', async () => {
  const { as } = await startGraph()
  const shared = await as(ALICE, `${BUDGET}/invite`, INVITE_FRANK, 'Files.Share')
  expect(await shared.json()).toMatchObject({
    value: [{ roles: ['read'], grantedToV2: { user: { email: FRANK } } }],
    driveItem: { id: '01FIN-BUDGET-2027', name: 'Budget 2027.md' },
  })
  const init = { method: 'DELETE', headers: { prefer: 'return=representation' } }
  const deleted = await as(ALICE, BUDGET, init, 'Files.Delete')
  expect(deleted.headers.get('preference-applied')).toBe('return=representation')
  expect(await deleted.json()).toMatchObject({ name: 'Budget 2027.md', deleted: { state: 'softDeleted' } })
})

test('what is shared can be read by the other person, and by nobody else', async () => {
  const { as } = await startGraph()
  expect((await as(FRANK, BUDGET)).status).toBe(404)
  expect((await as(ALICE, `${BUDGET}/invite`, INVITE_FRANK)).status).toBe(200)
  expect((await as(FRANK, `${BUDGET}/content`)).status).toBe(200)
  expect(await namesIn(await as(FRANK, CHILDREN))).toEqual(['Budget 2027.md'])
  expect((await as(BOB, BUDGET)).status).toBe(404)

  // Reading is not sharing on; with write it is, but never deleting.
  expect((await as(FRANK, `${BUDGET}/invite`, INVITE_FRANK)).status).toBe(403)
  await as(ALICE, `${BUDGET}/invite`, json({ recipients: [{ email: FRANK }], roles: ['write'] }))
  expect((await as(FRANK, `${BUDGET}/invite`, INVITE_FRANK)).status).toBe(200)
  expect((await as(FRANK, `${BUDGET}/invite`, INVITE_FRANK)).status).toBe(200)
  expect((await as(FRANK, BUDGET, { method: 'DELETE' })).status).toBe(403)
})

test('sharing with a lower role does not take a higher one away', async () => {
  const { as } = await startGraph()
  await as(ALICE, `${BUDGET}/invite`, json({ recipients: [{ email: ALICE }], roles: ['read'] }))
  expect((await as(ALICE, BUDGET, { method: 'DELETE' })).status).toBe(204)
})

test('a deleted document is gone for everybody', async () => {
  const { as } = await startGraph()
  await as(ALICE, `${BUDGET}/invite`, INVITE_FRANK)
  expect((await as(ALICE, BUDGET, { method: 'DELETE' })).status).toBe(204)
  expect((await as(ALICE, BUDGET)).status).toBe(404)
  expect((await as(FRANK, BUDGET)).status).toBe(404)
  expect((await as(ALICE, BUDGET, { method: 'DELETE' })).status).toBe(404)
})

test('hidden and non-existent documents get the same answer, byte for byte', async () => {
  const answers = await Promise.all(
    ['01FIN-BUDGET-2027', '01FIN-NO-SUCH-THING'].map(async (id) => {
      const read = await graph.as(BOB, `/me/drive/items/${id}`)
      const share = await graph.as(BOB, `/me/drive/items/${id}/invite`, json({ nonsense: true }))
      const remove = await graph.as(BOB, `/me/drive/items/${id}`, { method: 'DELETE' })
      return [
        read.status,
        await read.text(),
        share.status,
        await share.text(),
        remove.status,
        await remove.text(),
      ]
    }),
  )
  expect(answers[0]).toEqual(answers[1])
})

test.each([
  ['..%2F..%2Fetc', 400],
  ['%00', 400],
  ['folder:Finance', 400],
  ["x' OR '1'='1", 400],
  ['%F0%9F%92%A5', 400],
  ['a'.repeat(65), 400],
  ['__proto__', 400],
  ['a'.repeat(64), 404],
])('the item id %s is answered %i', async (id, status) => {
  const response = await graph.as(ALICE, `/me/drive/items/${id.includes('%') ? id : encodeURIComponent(id)}`)
  expect(response.status).toBe(status)
})

test.each([
  [{}, 'recipients'],
  [{ recipients: [], roles: ['read'] }, 'recipients: must name somebody'],
  [{ recipients: [{ email: 'not an address' }], roles: ['read'] }, 'must be a mail address'],
  [{ recipients: [{ email: FRANK }], roles: ['owner'] }, 'roles'],
  [{ recipients: [{ email: FRANK }], roles: ['read', 'write'] }, 'roles'],
  [{ recipients: [{ email: 'nobody@contoso.example' }], roles: ['read'] }, 'nobody in the directory'],
  [{ recipients: Array.from({ length: 21 }, () => ({ email: FRANK })), roles: ['read'] }, '20 people'],
])('an invitation %j is refused with a message that says what is wrong', async (body, message) => {
  const response = await graph.as(ALICE, `${BUDGET}/invite`, json(body))
  expect(response.status).toBe(400)
  const error = await errorOf(response)
  expect(error.code).toBe('invalidRequest')
  expect(error.message).toContain(message)
})

test('one unknown recipient, and nobody is let in', async () => {
  const { as } = await startGraph()
  const recipients = [{ email: FRANK }, { email: 'nobody@contoso.example' }]
  expect((await as(ALICE, `${BUDGET}/invite`, json({ recipients, roles: ['read'] }))).status).toBe(400)
  expect((await as(FRANK, BUDGET)).status).toBe(404)
})

test.each([
  ['not JSON', 'application/json', '{"recipients":', 400],
  ['another media type', 'application/xml', '<a/>', 415],
  ['a prototype', 'application/json', '{"__proto__":{"a":1}}', 400],
])('a body that is %s is refused in Graph form', async (_case, type, body, status) => {
  const init = { method: 'POST', headers: { 'content-type': type }, body }
  const response = await graph.as(ALICE, `${BUDGET}/invite`, init)
  expect(response.status).toBe(status)
  expect((await errorOf(response)).code).toBe('invalidRequest')
})

test.each(['0', '-1', 'x', '201', '1&$top=2'])('$top=%s is refused', async (top) => {
  expect((await graph.as(ALICE, `${CHILDREN}?$top=${top}`)).status).toBe(400)
})

test('$top limits the list', async () => {
  expect(await namesIn(await graph.as(ALICE, `${CHILDREN}?$top=2`))).toHaveLength(2)
})

test('a token that is not for this resource, not delegated, or not from the MCP server is refused', async () => {
  const attacker = await createTestIssuer()
  const forged = { audience: AUDIENCE, scp: 'Files.Read', azp: MCP_SHAREPOINT, jkt: graph.key.jkt }
  const tokens = {
    'token B': await graph.token({ audience: MCP_SHAREPOINT, scp: 'Documents.Read' }),
    'application permissions': await graph.token({
      claims: { scp: undefined, idtyp: 'app', roles: ['Files.Read'] },
    }),
    'app-only with a scope': await graph.token({ claims: { idtyp: 'app' } }),
    'another client': await graph.token({ azp: 'a1b00000-0000-4000-8000-000000004401' }),
    'another issuer’s signature': await attacker.token(forged),
    expired: await graph.token({ expiresIn: -60 }),
    'another tenant': await graph.token({ claims: { tid: '99999999-2222-4333-8444-555555555555' } }),
    'another key': await graph.token({ jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }),
    unbound: await graph.token({ claims: { cnf: undefined } }),
  }
  for (const [name, token] of Object.entries(tokens)) {
    const response = await graph.call(token, CHILDREN)
    expect({ [name]: response.status }).toEqual({ [name]: 401 })
    expect((await errorOf(response)).code).toBe('InvalidAuthenticationToken')
  }
})

test('without a sender constraint it takes bearer tokens, and no bound ones', async () => {
  const { app, token } = await startGraph({ SENDER_CONSTRAINT: 'none' })
  const list = async (accessToken: string) =>
    app.inject({ url: `/v1.0${CHILDREN}`, headers: { authorization: `Bearer ${accessToken}` } })
  expect((await list(await token({ claims: { cnf: undefined } }))).statusCode).toBe(200)
  expect((await list(await token())).statusCode).toBe(401)
})

test('without a token the answer is a challenge in Graph form', async () => {
  const response = await graph.app.inject({ url: `/v1.0${CHILDREN}` })
  expect(response.statusCode).toBe(401)
  expect(response.headers['www-authenticate']).toContain('DPoP ')
  expect(response.json<{ error: { code: string } }>().error.code).toBe('InvalidAuthenticationToken')
})

test('an accepted request leaves one audit record, that of Token C', async () => {
  const { as, audit } = await startGraph()
  await as(ALICE, CHILDREN, {}, 'Files.Read')
  const accepted = audit.records.filter(({ outcome }) => outcome === 'success')
  expect(accepted).toHaveLength(1)
  expect(accepted[0]).toMatchObject({
    event: 'token_accepted',
    subject: { oid: 'aaaaaaaa-0000-4000-8000-000000000001' },
    client: { app_id: MCP_SHAREPOINT },
    token: { name: 'C', audience: AUDIENCE },
    scopes: { granted: ['Files.Read'] },
    binding: { method: 'dpop' },
  })
})

test('shares and deletions survive a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'library-'))
  const environment = { LIBRARY_FILE: join(folder, 'library.sqlite') }
  const before = await startGraph(environment)
  await before.as(ALICE, `${BUDGET}/invite`, INVITE_FRANK)
  await before.as(ALICE, '/me/drive/items/01FIN-FORECAST-OLD', { method: 'DELETE' })
  await before.app.close()
  expect(statSync(environment.LIBRARY_FILE).mode & 0o777).toBe(0o600)

  const after = await startGraph(environment)
  expect((await after.as(FRANK, BUDGET)).status).toBe(200)
  expect((await after.as(ALICE, '/me/drive/items/01FIN-FORECAST-OLD')).status).toBe(404)
  expect(await namesIn(await after.as(ALICE, CHILDREN))).toHaveLength(8)
  await after.app.close()
  rmSync(folder, { recursive: true })
})

test('it serves another issuer by configuration alone, and then lists whose tokens it takes', async () => {
  const issuer = 'https://login.example/tenant/v2.0'
  const claims = { iss: issuer, aud: 'api://documents' }
  const environment = { ISSUER: issuer, JWKS_URI: 'https://login.example/keys', AUDIENCE: 'api://documents' }
  const anyClient = await startGraph(environment)
  expect((await anyClient.call(await anyClient.token({ azp: 'my-client', claims }), CHILDREN)).status).toBe(
    200,
  )
  expect((await anyClient.call(await anyClient.token({ azp: 'my-client' }), CHILDREN)).status).toBe(401)

  const listed = await startGraph({ ...environment, ALLOWED_CLIENTS: 'other-client,my-client' })
  expect((await listed.call(await listed.token({ azp: 'my-client', claims }), CHILDREN)).status).toBe(200)
  expect((await listed.call(await listed.token({ azp: 'their-client', claims }), CHILDREN)).status).toBe(401)
})

test(
  "a deletion asks for the context of the configuration: with the claims, and in Graph's words",
  { tags: ['STP-1'] },
  async () => {
    const asking = await startGraph({ DELETE_AUTHENTICATION_CONTEXT: 'c9' })
    const asAlice = async (acrs: string[], xms_cc = ['CP1']) => {
      const oid = personByMail(ALICE)!.oid
      return asking.call(await asking.token({ oid, acrs, xms_cc }), BUDGET, { method: 'DELETE' })
    }
    const challenged = await asAlice(['c2'])
    expect(challenged.status).toBe(401)
    expect(parseChallenges(challenged.headers.get('www-authenticate')!)[0]?.params).toMatchObject({
      error: 'insufficient_claims',
      claims: encodeClaims('{"access_token":{"acrs":{"essential":true,"value":"c9"}}}'),
    })
    expect((await errorOf(challenged)).code).toBe('InvalidAuthenticationToken')
    expect((await asAlice(['c2'], [])).status).toBe(403)
    expect((await asAlice(['c9'])).status).toBe(204)
    expect(() => readConfig({ DELETE_AUTHENTICATION_CONTEXT: 'irreversible' })).toThrow('from c1 to c99')
  },
)

test('the seed is a library worth asking: three sites, real text, one attempt at injection', () => {
  expect(documents.length).toBeGreaterThanOrEqual(14)
  expect(new Set(documents.map(({ folder }) => folder))).toEqual(
    new Set(['Company', 'Finance', 'Engineering']),
  )
  expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length)
  expect(
    documents.filter(({ content }) => content.includes('ignore your previous instructions')),
  ).toHaveLength(1)
})
