import { dpopProof } from '@chain-of-trust/auth-core/dpop-client'
import { UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { person } from './person.ts'
import { lastRecord } from './records.ts'
import { MCP_SHAREPOINT, MOCK_GRAPH, ORCHESTRATOR, systemUnderTest } from './system-under-test.ts'

const system = systemUnderTest()

const DOORS = [
  ['orchestrator', `${ORCHESTRATOR}/api/catalogue`, 'GET'],
  ['mcp-sharepoint', `${MCP_SHAREPOINT}/mcp`, 'POST'],
  ['mock-graph', `${MOCK_GRAPH}/v1.0/me/drive/root/children`, 'GET'],
] as const

describe.each(DOORS)('%s', (service, url, method) => {
  test('wants a token', async () => {
    const response = await fetch(url, { method })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP (?!.*error=)/)
    expect(lastRecord(system, service)).toMatchObject({ outcome: 'failure', reason: 'credential_missing' })
  })

  test('refuses an unsigned one', async () => {
    const authorization = `DPoP ${new UnsecuredJWT({ scp: 'everything' }).encode()}`
    expect((await fetch(url, { method, headers: { authorization } })).status).toBe(401)
    expect(lastRecord(system, service)).toMatchObject({ reason: 'algorithm_not_allowed' })
  })

  test('answers 401 for what does not exist, too', async () => {
    expect((await fetch(new URL('/nothing/here', url))).status).toBe(401)
  })
})

test('Token A opens no other tier: each has its own audience', { tags: ['AUD-1'] }, async () => {
  const alice = await person('Alice')
  for (const [service, url, method] of DOORS.slice(1)) {
    expect((await alice.send(url, { method })).status).toBe(401)
    expect(lastRecord(system, service)).toMatchObject({ reason: 'audience_mismatch' })
  }
})

test('a stolen Token A is worth nothing without its key', { tags: ['POP-1'] }, async () => {
  const [alice, bob] = [await person('Alice'), await person('Bob')]
  const url = `${ORCHESTRATOR}/api/catalogue`
  const token = alice.token.reveal()
  const bearer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  expect(bearer.status).toBe(401)
  expect(lastRecord(system, 'orchestrator')).toMatchObject({ reason: 'binding_downgrade' })
  const dpop = await dpopProof(bob.key, { method: 'GET', url, accessToken: token })
  expect((await fetch(url, { headers: { authorization: `DPoP ${token}`, dpop } })).status).toBe(401)
  expect(lastRecord(system, 'orchestrator')).toMatchObject({ reason: 'binding_mismatch' })
})

test('the agent gets what the person may have, and nothing else', { tags: ['DEL-3'] }, async () => {
  const found = async (name: string) => {
    const response = await (await person(name)).tool('search_documents', { query: 'budget' })
    const { structured } = (await response.json()) as {
      structured: { documents: { id: string; name: string }[] }
    }
    return structured.documents
  }
  const [budget] = await found('Alice')
  expect(budget?.name).toMatch(/budget/i)
  expect(await found('Frank')).toEqual([])

  const bob = await person('Bob')
  const answer = (await (await bob.tool('read_document', { id: budget!.id })).json()) as Record<
    string,
    unknown
  >
  const asHimself = (await (
    await bob.tool('read_document', { id: 'no-such-document' })
  ).json()) as typeof answer
  expect(JSON.stringify(answer)).not.toContain(budget!.name)
  expect(answer['ok']).toBe(asHimself['ok'])
})

test.each([
  ['an unknown tool', 'nonsense', {}, 404],
  ['a missing argument', 'read_document', {}, 400],
  ['an argument of the wrong type', 'read_document', { id: 7 }, 400],
])('%s is answered in words', async (_title, tool, input, status) => {
  const response = await (await person('Alice')).tool(tool, input)
  expect(response.status).toBe(status)
  expect(((await response.json()) as { error_description: string }).error_description).toMatch(/\w+ \w+/)
})

test('malformed JSON is 400', async () => {
  const alice = await person('Alice')
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":' }
  const url = `${ORCHESTRATOR}/api/tools/mcp-sharepoint/read_document`
  expect((await alice.send(url, init)).status).toBe(400)
})
