import { ALICE, BOB } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { jobSystem, MFA } from './job-system.fixture.ts'
import { DAY, startOrchestrator, SUMMARY } from './jobs.fixture.ts'

const system = jobSystem()

test('a job runs at its time with nobody there, and again the next day', async () => {
  const alice = await system.one.person()
  const planned = await alice.plan()
  expect(planned).toMatchObject({ state: 'scheduled', scopes: ['Documents.Read'] })
  const later = new Date(Date.now() + 30 * DAY).toISOString()
  // Nothing was narrowed: all that may run unattended, and nothing that needs a yes.
  const { scopes } = await alice.plan({ delegation: undefined, schedule: { at: later } })
  expect(scopes).toEqual(['Documents.Read', 'Repos.Read', 'Issues.Read', 'Tickets.Read'])
  await system.one.tick()
  expect(system.one.mcp.ran).toEqual([])

  system.one.clock.ahead = Date.parse(planned.nextRun!) - Date.now() + 1000
  await system.one.tick()
  const ran = await alice.job(planned.id)
  expect(ran).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
  expect(ran.lastRun?.text).toContain('Revenue grows')
  expect(Date.parse(ran.nextRun!) - Date.parse(planned.nextRun!)).toBe(DAY)

  system.one.clock.ahead += DAY
  await system.one.tick()
  expect(system.one.mcp.ran.map(({ tool }) => tool)).toEqual([
    'search_documents',
    'read_document',
    'search_documents',
    'read_document',
  ])
  expect(system.one.story()).toEqual(['job_created', 'job_created', 'job_run', 'job_run'])
})

test('cancelling destroys the grant, withdraws what was parked, and what runs comes to nothing', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  expect(await system.one.grantOf(id)).toBeDefined()
  let cancelled: Promise<unknown> | undefined
  system.one.mcp.answer = async (method) => {
    if (method === 'tools/call') cancelled ??= alice.send('DELETE', `/api/jobs/${id}`)
    await cancelled
    return undefined
  }
  system.one.clock.ahead = DAY
  await system.one.tick()
  expect(await cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
  expect(await system.one.grantOf(id)).toBeUndefined()
  expect(await alice.job(id)).toMatchObject({ state: 'cancelled' })
  expect((await alice.job(id)).lastRun).toBeUndefined()
  expect((await alice.send('POST', `/api/jobs/${id}/run`)).status).toBe(409)

  const other = await alice.plan()
  await system.idp.policies([MFA])
  system.one.mcp.answer = undefined
  system.one.clock.ahead += DAY
  await system.one.tick()
  const { lastRun } = await alice.job(other.id)
  await alice.send('DELETE', `/api/jobs/${other.id}`)
  expect((await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)).status).toBe(410)
  expect(await system.one.grantOf(other.id)).toBeUndefined()
})

test('cancelled by another process while it runs, nothing of it waits for the person', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  const two = await startOrchestrator(system.idp, system.one.home)
  try {
    const there = await two.person()
    let cancelled: Promise<unknown> | undefined
    system.one.mcp.answer = async (method) => {
      if (method === 'tools/call') cancelled ??= there.send('DELETE', `/api/jobs/${id}`)
      await cancelled
      return undefined
    }
    system.one.clock.ahead = DAY
    await system.one.tick()
    expect(await cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    expect(await alice.send('GET', '/api/operations')).toMatchObject({ body: { operations: [] } })
  } finally {
    await two.app.close()
  }
})

test('a job that ran once gives its grant back', async () => {
  const alice = await system.one.person()
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const { id } = await alice.plan({ schedule: { at } })
  system.one.clock.ahead = DAY
  await system.one.tick()
  expect(await alice.job(id)).toMatchObject({ state: 'finished', lastRun: { outcome: 'done' } })
  expect(await system.one.grantOf(id)).toBeUndefined()
})

test('nothing that needs a yes runs unattended, whatever was delegated', async () => {
  const alice = await system.one.person()
  const delegation = { 'mcp-sharepoint': ['Documents.Read', 'Documents.Delete'] }
  const job = await alice.plan({ instruction: 'delete the old draft', delegation })
  expect(job.scopes).toEqual(['Documents.Read'])
  system.one.clock.ahead = DAY
  await system.one.tick()
  expect(system.one.mcp.ran.map(({ tool }) => tool)).not.toContain('delete_document')
  const asked = system.one.tokenRequests.flatMap((form) => form.get('scope')!.split(' '))
  expect(
    asked.filter((scope) => scope.includes('/')).every((scope) => scope.endsWith('/Documents.Read')),
  ).toBe(true)
  const none = await alice.send('POST', '/api/jobs', {
    ...SUMMARY,
    delegation: { 'mcp-sharepoint': ['Documents.Share'] },
  })
  expect(none).toMatchObject({
    status: 400,
    body: { error_description: expect.stringContaining('unattended') as string },
  })
})

test.each([
  [{ instruction: ' ' }, 'instruction'],
  [{ schedule: { at: '2020-01-01T00:00:00Z' } }, 'past'],
  [{ schedule: { daily: '7:30', timeZone: 'Europe/Zurich' } }, 'schedule'],
  [{ schedule: { daily: '07:30', timeZone: 'Mars/Base' } }, 'schedule'],
  [{ delegation: { 'mcp-nowhere': [] } }, 'mcp-nowhere'],
  [{ oid: ALICE }, 'oid'],
])('%j is a 400 that says what is wrong', async (change, word) => {
  const { status, body } = await (
    await system.one.person()
  ).send('POST', '/api/jobs', { ...SUMMARY, ...change })
  expect(status).toBe(400)
  expect(JSON.stringify(body)).toContain(word)
})

test(
  'another person sees, runs and cancels nothing, and the attempts are on the record',
  { tags: ['STP-4'] },
  async () => {
    const { id } = await (await system.one.person()).plan()
    const bob = await system.one.person('Bob')
    expect((await bob.jobs()).map((job) => job.id)).not.toContain(id)
    expect((await bob.send('POST', `/api/jobs/${id}/run`)).status).toBe(404)
    expect((await bob.send('DELETE', `/api/jobs/${id}`)).status).toBe(404)
    expect((await bob.send('DELETE', `/api/jobs/${crypto.randomUUID()}`)).status).toBe(404)
    expect(system.one.story()).toEqual(['job_created', 'job_foreign', 'job_foreign'])
    expect(system.one.audit.records.findLast(({ reason }) => reason === 'job_foreign')?.subject?.oid).toBe(
      BOB,
    )
    expect(await system.one.grantOf(id)).toBeDefined()
  },
)

test('nobody has more jobs than can be looked after', async () => {
  const carol = await system.one.person('Carol')
  for (let count = 0; count < 20; count += 1) await carol.plan()
  expect(await carol.send('POST', '/api/jobs', SUMMARY)).toMatchObject({ status: 409 })
  const [first] = await carol.jobs()
  await carol.send('DELETE', `/api/jobs/${first!.id}`)
  await carol.plan()
}, 30_000)
