import { liveSystem, tierProbes } from '@chain-of-trust/checklist/system'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, expect, test, vi } from 'vitest'
import { deletions } from '../deletions.ts'
import { finished, has, parked, resume } from '../operations.ts'
import { EVERY_CONTEXT, person } from '../person.ts'
import { ORCHESTRATOR } from '../system-under-test.ts'
import { tenant } from '../tenant.ts'
import { tokenBFetch } from '../token-b.ts'
import { recordsOfAll } from './records-of-all.ts'
import { replicatedSystem } from './replicated-system.ts'
import { sentBy } from './sent.ts'

// Services are started and killed: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 })
const system = replicatedSystem()
const { stateDir } = system
const orchestrators = () => system.of('orchestrator')
const servers = () => system.of('mcp-sharepoint')
const live = liveSystem(stateDir)
const CATALOGUE = `${ORCHESTRATOR}/api/catalogue`

afterEach(() => {
  orchestrators().pin(undefined)
  servers().pin(undefined)
})

const RECOVERY = { timeout: 60_000, interval: 100 }
const refusals = (service: string) =>
  recordsOfAll(stateDir, service).filter(({ outcome }) => outcome === 'failure')

test('a proof that one orchestrator has accepted is refused by the other', async () => {
  const alice = await person('Alice')
  orchestrators().pin(0)
  await alice.send(CATALOGUE)
  const again = await sentBy(async () => expect((await alice.send(CATALOGUE)).status).toBe(200))
  orchestrators().pin(1)
  const refused = await again()
  expect(refused.status).toBe(401)
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_dpop_proof"')
  expect(refusals('orchestrator').at(-1)).toMatchObject({ reason: 'dpop_proof_replayed' })
  // It is the proof that was refused, not the person at this replica.
  expect((await alice.send(CATALOGUE)).status).toBe(200)
})

test('a proof shown to both at once, fifty times, is accepted once', async () => {
  const alice = await person('Alice')
  await alice.send(CATALOGUE)
  // Signed for a request that never arrives, and shown from here on.
  const again = await sentBy(async () =>
    alice.send(CATALOGUE, { signal: AbortSignal.abort() }).catch(() => undefined),
  )
  const answers = await Promise.all(Array.from({ length: 50 }, () => again()))
  const accepted = answers.filter(({ status }) => status === 200)
  expect(accepted).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(49)
})

test('the same between two MCP servers, with Token B', async () => {
  const alice = await person('Alice')
  const fetch = await tokenBFetch(alice, stateDir, 'mcp-sharepoint', ['Documents.Read'])
  const client = new Client(
    { name: 'replay', version: '1' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  servers().pin(0)
  await client.connect(
    new StreamableHTTPClientTransport(new URL(registration('mcp-sharepoint').resource!), { fetch }),
  )
  await client.listTools()
  const again = await sentBy(async () => expect((await client.listTools()).tools.length).toBeGreaterThan(0))
  servers().pin(1)
  expect((await again()).status).toBe(401)
  expect(refusals('mcp-sharepoint').at(-1)).toMatchObject({ reason: 'dpop_proof_replayed' })
  await client.close()
})

test('a revocation reaches every replica, and one that was down', async () => {
  const probes = (await tierProbes(live, await live.signIn('Bob'))).filter(
    ({ tier }) => tier !== 'mock-graph',
  )
  const sets = { orchestrator: orchestrators(), 'mcp-sharepoint': servers() } as const
  const at = async (tier: string, replica: number, ask: (typeof probes)[0]['ask']) => {
    sets[tier as keyof typeof sets].pin(replica)
    return (await ask()).error ?? 'accepted'
  }
  for (const { tier, ask } of probes)
    for (const replica of [0, 1])
      expect([tier, replica, await at(tier, replica, ask)]).toEqual([tier, replica, 'accepted'])

  await orchestrators().kill(1)
  await tenant.act('Bob', 'revokeSessions')
  await expect.poll(() => at('orchestrator', 0, probes[0]!.ask), RECOVERY).toBe('insufficient_claims')
  await orchestrators().start(1)
  for (const { tier, ask } of probes) {
    for (const replica of [0, 1])
      await expect.poll(() => at(tier, replica, ask), RECOVERY).toBe('insufficient_claims')
  }
  orchestrators().pin(undefined)
  servers().pin(undefined)
  expect((await (await person('Bob')).tool('search_documents', { query: 'handbook' })).status).toBe(200)
})

test('an orchestrator is killed while a step-up is open: the call goes on at the other, once', async () => {
  const id = '01FIN-EXPENSES-AUDIT'
  orchestrators().pin(0)
  const alice = await person('Alice')
  const { claims, operation } = await parked(await alice.tool('delete_document', { id }))
  await orchestrators().kill(0)

  orchestrators().pin(undefined)
  const upgraded = await person('Alice', claims)
  const clicks = await Promise.all(Array.from({ length: 5 }, () => resume(upgraded, operation)))
  expect(clicks.every(({ status }) => status === 200 || status === 202)).toBe(true)
  expect(await finished(upgraded, operation)).toMatchObject({ state: 'done', output: { ok: true } })
  expect(await has(upgraded, id, 'expenses')).toBe(false)
  expect(deletions(stateDir)).toBe(1)
  await orchestrators().start(0)
})

test('one operation, resumed ten times at both orchestrators at once: one call', async () => {
  const before = deletions(stateDir)
  const alice = await person('Alice')
  const { claims, operation } = await parked(
    await alice.tool('delete_document', { id: '01FIN-NORTHWIND-OFFER' }),
  )
  const upgraded = await person('Alice', claims)
  const clicks = await Promise.all(Array.from({ length: 10 }, () => resume(upgraded, operation)))
  expect(clicks.every(({ status }) => status === 200 || status === 202)).toBe(true)
  expect(await finished(upgraded, operation)).toMatchObject({ state: 'done', output: { ok: true } })
  expect(deletions(stateDir)).toBe(before + 1)
  const resumed = recordsOfAll(stateDir, 'orchestrator').filter(
    ({ operation_id, reason }) => operation_id === operation && reason === 'operation_resumed',
  )
  expect(resumed).toHaveLength(1)
})

test('an MCP server is killed during a call that reads: the person gets the answer of the other', async () => {
  const alice = await person('Alice')
  await alice.tool('search_documents', { query: 'budget' })
  servers().freeze(0)
  servers().pin(0)
  const sent = servers().nextSent()
  const search = alice.tool('search_documents', { query: 'budget' })
  expect(await sent).toBe(0)
  await servers().kill(0)
  expect((await search).status).toBe(200)
  expect(
    recordsOfAll(stateDir, 'orchestrator').find(({ reason }) => reason === 'call_repeated'),
  ).toMatchObject({
    event: 'tool_call',
    tool: 'mcp-sharepoint/search_documents',
  })
  await servers().start(0)
})

test('an MCP server dies with the answer to a deletion: it has happened, once, and the person is told to look', async () => {
  const before = deletions(stateDir)
  const alice = await person('Alice', EVERY_CONTEXT)
  // One that knows the nonce: the answer that is lost must be that of the call.
  orchestrators().pin(0)
  await alice.tool('search_documents', { query: 'budget' })
  const lost = servers().loseNextAnswer()
  const refused = await alice.tool('delete_document', { id: '01FIN-BUDGET-2027' })
  await servers().kill(await lost)
  expect([refused.status, await refused.json()]).toEqual([502, { error: 'outcome_unknown' }])
  expect(deletions(stateDir)).toBe(before + 1)
  expect(recordsOfAll(stateDir, 'orchestrator').findLast(({ event }) => event === 'tool_call')).toMatchObject(
    {
      outcome: 'failure',
      reason: 'outcome_unknown',
    },
  )
  await servers().start(await lost)
})

test('when the store has lost its memory, no proof from before is good, and everybody proves anew who they are', async () => {
  const alice = await person('Alice')
  await alice.send(CATALOGUE)
  const again = await sentBy(() => alice.send(CATALOGUE))
  await system.restartRedisEmpty()
  for (const replica of [0, 1]) {
    orchestrators().pin(replica)
    expect((await again()).status).not.toBe(200)
  }
  orchestrators().pin(undefined)
  const challenge = async () => (await alice.send(CATALOGUE)).headers.get('www-authenticate') ?? ''
  await expect.poll(challenge, RECOVERY).toContain('insufficient_claims')
  await expect.poll(async () => (await (await person('Alice')).send(CATALOGUE)).status, RECOVERY).toBe(200)
})
