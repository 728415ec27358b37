import type { Secret } from '@chain-of-trust/auth-core'
import { ALICE, BOB } from '@chain-of-trust/testkit'
import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DAY, startIdp, startOrchestrator, SUMMARY, type Idp, type TestOrchestrator } from './jobs.fixture.ts'

let idp: Idp
let one: TestOrchestrator
beforeAll(async () => {
  idp = await startIdp()
}, 30_000)
afterAll(() => idp.stop())
beforeEach(async () => {
  await idp.policies([])
  one = await startOrchestrator(idp)
})
afterEach(() => one.app.close())

test('a job runs at its time with nobody there, and again the next day', async () => {
  const alice = await one.person()
  const planned = await alice.plan()
  expect(planned).toMatchObject({ state: 'scheduled', scopes: ['Documents.Read'] })
  await one.tick()
  expect(one.mcp.ran).toEqual([])

  one.clock.ahead = Date.parse(planned.nextRun!) - Date.now() + 1000
  await one.tick()
  const ran = await alice.job(planned.id)
  expect(ran).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
  expect(ran.lastRun?.text).toContain('Revenue grows')
  expect(Date.parse(ran.nextRun!) - Date.parse(planned.nextRun!)).toBe(DAY)

  one.clock.ahead += DAY
  await one.tick()
  expect(one.mcp.ran.map(({ tool }) => tool)).toEqual([
    'search_documents',
    'read_document',
    'search_documents',
    'read_document',
  ])
  expect(one.story()).toEqual(['job_created', 'job_run', 'job_run'])
})

/** Seconds from now, so that what the console sets is newer than the sign-in. */
const SIGN_IN_AGAIN = {
  id: 'ca000000-0000-4000-8000-0000000000aa',
  displayName: 'Sign in every second',
  state: 'enabled',
  conditions: { applications: ['mcp-sharepoint'] },
  sessionControls: { signInFrequency: 1 },
}
const MFA = {
  id: 'ca000000-0000-4000-8000-0000000000bb',
  displayName: 'Second factor',
  state: 'enabled',
  conditions: { applications: 'all' },
  grantControls: { control: 'mfa', wireError: 'invalid_grant' },
}
const BLOCK = { ...MFA, displayName: 'Nobody', grantControls: { control: 'block' } }

test.each([
  ['interaction_required', { ...MFA, grantControls: { control: 'mfa', wireError: 'interaction_required' } }],
  ['invalid_grant', MFA],
])(
  'MFA is asked for while the job sleeps (%s): it parks, and runs once after the step-up',
  async (_error, policy) => {
    const { id } = await (await one.person()).plan()
    await idp.policies([policy])
    one.clock.ahead = DAY
    await one.tick()
    expect(one.mcp.ran).toEqual([])

    const back = await one.person()
    expect(back.pages).toContain('mfa')
    const parked = await back.job(id)
    expect(parked).toMatchObject({
      state: 'needs_user',
      lastRun: { outcome: 'needs_user', refusal: { remedy: 'step_up' } },
    })
    expect(parked.nextRun).toBeUndefined()
    expect(parked.lastRun?.refusal?.claims).toEqual(expect.any(String))
    await one.tick()
    expect(one.mcp.ran).toEqual([])

    const { operationId } = parked.lastRun!
    const operations = await back.send('GET', '/api/operations')
    expect(operations.body).toMatchObject({
      operations: [
        { id: operationId, kind: 'job', jobId: id, state: 'needs_user', needs: { kind: 'step_up' } },
      ],
    })
    const clicks = await Promise.all(
      [1, 2].map(() => back.send('POST', `/api/operations/${operationId}/resume`)),
    )
    expect(clicks.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 202])
    const done = clicks.find(({ status }) => status === 200)!
    expect(done.body).toMatchObject({ state: 'done', output: { ok: true } })
    expect(done.body.output?.content).toContain('Revenue grows')
    expect(one.mcp.ran).toHaveLength(2)
    expect(await back.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
    expect(one.story()).toEqual(['job_created', 'job_parked', 'job_renewed', 'job_run'])
  },
)

test('what was parked and proven survives two restarts in between', async () => {
  const { id } = await (await one.person()).plan()
  await idp.policies([MFA])
  one.clock.ahead = DAY
  await one.app.close()
  one = await startOrchestrator(idp, one.home, DAY)
  await one.tick()
  await one.app.close()
  one = await startOrchestrator(idp, one.home, DAY)
  const back = await one.person()
  const { lastRun } = await back.job(id)
  const resumed = await back.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(resumed).toMatchObject({ status: 200, body: { state: 'done' } })
  expect(one.mcp.ran).toHaveLength(2)
})

test('a sign-in that has become too old parks the job; who has not proven anything new is challenged again', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  await idp.policies([SIGN_IN_AGAIN])
  await new Promise((resolve) => setTimeout(resolve, 2100))
  one.clock.ahead = DAY
  await one.tick()
  const { lastRun, state } = await alice.job(id)
  expect({ state, kind: lastRun?.refusal?.remedy }).toEqual({ state: 'needs_user', kind: expect.any(String) })
  const again = await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(again.body).not.toMatchObject({ state: 'done' })
  expect(one.mcp.ran).toEqual([])

  const back = await one.person()
  expect(await back.send('POST', `/api/jobs/${id}/run`)).toMatchObject({ status: 202 })
  await vi.waitFor(async () =>
    expect(await back.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } }),
  )
})

test('a challenge from behind the MCP server parks the job as well; given twice, it is an end', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64')
  one.mcp.answer = () =>
    new Response('{}', {
      status: 401,
      headers: { 'www-authenticate': `DPoP error="insufficient_claims", claims="${claims}"` },
    })
  one.clock.ahead = DAY
  await one.tick()
  const { lastRun } = await alice.job(id)
  expect(lastRun).toMatchObject({ outcome: 'needs_user', refusal: { claims, by: 'mcp-sharepoint' } })
  const resumed = await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(resumed.body).toMatchObject({ state: 'failed', error: 'challenge_repeated' })
  expect(await alice.job(id)).toMatchObject({ state: 'failed' })
})

test('revoked sessions: the grant is gone at the next use, and the person’s return makes a new one', async () => {
  const { id } = await (await one.person()).plan()
  await idp.console(ALICE, 'revokeSessions')
  one.clock.ahead = DAY
  await one.tick()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const back = await one.person()
  const { lastRun } = await back.job(id)
  expect(lastRun).toMatchObject({ outcome: 'needs_user', refusal: { remedy: 'sign_in_again' } })
  expect(await one.grantOf(id)).toBeUndefined()
  const resumed = await back.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(resumed).toMatchObject({ status: 200, body: { state: 'done' } })
})

test.each([
  [
    'a policy blocks',
    () => idp.policies([BLOCK]),
    () => idp.policies([]),
    'contact_administrator',
    'administrator',
  ],
  [
    'the device does not comply',
    () => idp.console(BOB, 'setDevice', 'notCompliant'),
    () => idp.console(BOB, 'setDevice', 'compliant'),
    'use_compliant_device',
    'user',
  ],
])('%s: the job has failed, and says who can help', async (_why, happens, ends, remedy, actor) => {
  if (_why.includes('device')) await idp.policies([{ ...MFA, grantControls: { control: 'compliantDevice' } }])
  const bob = await one.person('Bob')
  const { id } = await bob.plan()
  await happens()
  one.clock.ahead = DAY
  await one.tick()
  await ends()
  const failed = await bob.job(id)
  expect(failed).toMatchObject({
    state: 'failed',
    lastRun: { outcome: 'failed', refusal: { remedy, actor } },
  })
  expect(failed.nextRun).toBeUndefined()
  expect(one.notices).toEqual([])
})

test('an AADSTS number that names an administrator changes the words, and not that the job waits', async () => {
  const bob = await one.person('Bob')
  const { id } = await bob.plan()
  await idp.console(BOB, 'disable')
  one.clock.ahead = DAY
  await one.tick()
  await idp.console(BOB, 'enable')
  expect(await bob.job(id)).toMatchObject({
    state: 'needs_user',
    lastRun: {
      outcome: 'needs_user',
      refusal: { kind: 'disabled_user', remedy: 'sign_in_again', actor: 'administrator' },
    },
  })
})

test('an outage is waited out, longer each time, and costs neither the job nor its grant', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  one.clock.ahead = DAY
  one.outage.status = 503
  const waits: number[] = []
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await one.tick()
    const { state, nextRun, lastRun } = await alice.job(id)
    expect({ state, remedy: lastRun?.refusal?.remedy }).toEqual({ state: 'scheduled', remedy: 'retry_later' })
    const wait = Date.parse(nextRun!) - (Date.now() + one.clock.ahead)
    waits.push(Math.round(wait / 60_000))
    one.clock.ahead += wait + 1000
  }
  expect(waits).toEqual([1, 2, 4])
  one.outage.status = 0
  await one.tick()
  expect(await alice.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
})

test('two processes on one store run a job once; what was missed while both were down runs once', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  const two = await startOrchestrator(idp, one.home, 5 * DAY)
  try {
    one.clock.ahead = 5 * DAY
    await Promise.all([one.tick(), two.tick(), one.tick(), two.tick()])
    expect([...one.mcp.ran, ...two.mcp.ran]).toHaveLength(2)
    const { nextRun } = await alice.job(id)
    expect(Date.parse(nextRun!)).toBeGreaterThan(Date.now() + 5 * DAY)
  } finally {
    await two.app.close()
  }
})

test('a run whose process died is taken up by another when its lease has ended', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  await one.claimed(id, Date.now() + 60_000)
  await one.tick()
  expect(one.mcp.ran).toEqual([])
  one.clock.ahead = 61_000
  await one.tick()
  expect(one.mcp.ran).toHaveLength(2)
})

test('cancelling destroys the grant, withdraws what was parked, and what runs comes to nothing', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  expect(await one.grantOf(id)).toBeDefined()
  let cancelled: Promise<unknown> | undefined
  one.mcp.answer = async (method) => {
    if (method === 'tools/call') cancelled ??= alice.send('DELETE', `/api/jobs/${id}`)
    await cancelled
    return undefined
  }
  one.clock.ahead = DAY
  await one.tick()
  expect(await cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
  expect(await one.grantOf(id)).toBeUndefined()
  expect(await alice.job(id)).toMatchObject({ state: 'cancelled' })
  expect((await alice.job(id)).lastRun).toBeUndefined()
  expect((await alice.send('POST', `/api/jobs/${id}/run`)).status).toBe(409)

  const other = await alice.plan()
  await idp.policies([MFA])
  one.mcp.answer = undefined
  one.clock.ahead += DAY
  await one.tick()
  const { lastRun } = await alice.job(other.id)
  await alice.send('DELETE', `/api/jobs/${other.id}`)
  expect((await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)).status).toBe(410)
  expect(await one.grantOf(other.id)).toBeUndefined()
})

test('a job that ran once gives its grant back', async () => {
  const alice = await one.person()
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const { id } = await alice.plan({ schedule: { at } })
  one.clock.ahead = DAY
  await one.tick()
  expect(await alice.job(id)).toMatchObject({ state: 'finished', lastRun: { outcome: 'done' } })
  expect(await one.grantOf(id)).toBeUndefined()
})

test('nothing that needs a yes runs unattended, whatever was delegated', async () => {
  const alice = await one.person()
  const delegation = { 'mcp-sharepoint': ['Documents.Read', 'Documents.Delete'] }
  const job = await alice.plan({ instruction: 'delete the old draft', delegation })
  expect(job.scopes).toEqual(['Documents.Read'])
  one.clock.ahead = DAY
  await one.tick()
  expect(one.mcp.ran.map(({ tool }) => tool)).not.toContain('delete_document')
  const asked = one.tokenRequests.flatMap((form) => form.get('scope')!.split(' '))
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
  const { status, body } = await (await one.person()).send('POST', '/api/jobs', { ...SUMMARY, ...change })
  expect(status).toBe(400)
  expect(JSON.stringify(body)).toContain(word)
})

test('another person sees, runs and cancels nothing, and the attempts are on the record', async () => {
  const { id } = await (await one.person()).plan()
  const bob = await one.person('Bob')
  expect((await bob.jobs()).map((job) => job.id)).not.toContain(id)
  expect((await bob.send('POST', `/api/jobs/${id}/run`)).status).toBe(404)
  expect((await bob.send('DELETE', `/api/jobs/${id}`)).status).toBe(404)
  expect((await bob.send('DELETE', `/api/jobs/${crypto.randomUUID()}`)).status).toBe(404)
  expect(one.story()).toEqual(['job_created', 'job_foreign', 'job_foreign'])
  expect(one.audit.records.findLast(({ reason }) => reason === 'job_foreign')?.subject?.oid).toBe(BOB)
  expect(await one.grantOf(id)).toBeDefined()
})

test('the record says who, with nobody present, and which token it came from', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  const before = one.audit.records.length
  one.clock.ahead = DAY
  await one.tick()
  const exchanged = one.audit.records.slice(before).filter(({ event }) => event === 'token_exchanged')
  expect(exchanged.map(({ tool }) => tool)).toEqual([
    undefined,
    'mcp-sharepoint/search_documents',
    'mcp-sharepoint/read_document',
  ])
  for (const record of exchanged) {
    expect(record).toMatchObject({
      outcome: 'success',
      subject: { oid: ALICE },
      token: { name: 'B', parent_uti: claimsOf(alice.token).uti },
      binding: { method: 'dpop' },
      diagnostics: { unattended: true, job: id },
    })
  }
  expect(new Set(exchanged.map(({ trace_id }) => trace_id)).size).toBe(1)
})

test('each refresh token is used once, and none is in the log, the records, the answers or the database', async () => {
  const alice = await one.person()
  const { id } = await alice.plan()
  one.clock.ahead = DAY
  await one.tick()
  one.clock.ahead += DAY
  await one.tick()
  const used = one.tokenRequests.flatMap((form) => form.getAll('refresh_token'))
  expect(used.length).toBeGreaterThan(1)
  expect(new Set(used).size).toBe(used.length)
  const shown = [
    ...one.log,
    JSON.stringify(one.audit.records),
    JSON.stringify(await alice.job(id)),
    one.database(),
  ]
  for (const token of used) expect(shown.join('\n')).not.toContain(token)
})

test('the webhook says that somebody is needed, signed, and nothing of what for', async () => {
  const { id } = await (await one.person()).plan()
  await idp.policies([MFA])
  one.clock.ahead = DAY
  await one.tick()
  await one.tick()
  expect(one.notices).toHaveLength(1)
  const { headers, body } = one.notices[0]!
  const signed = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${body}`
  const signature = createHmac('sha256', Buffer.alloc(32, 1)).update(signed).digest('base64')
  expect(headers.get('webhook-signature')).toBe(`v1,${signature}`)
  const { lastRun } = await (await one.person()).job(id)
  expect(JSON.parse(body)).toEqual({
    type: 'job.needs_user',
    timestamp: expect.any(String),
    data: {
      job_id: id,
      operation_id: lastRun!.operationId,
      needs: 'step_up',
      link: `http://localhost:4400/?operation=${lastRun!.operationId}`,
    },
  })
})

test('nobody has more jobs than can be looked after', async () => {
  const carol = await one.person('Carol')
  for (let count = 0; count < 20; count += 1) await carol.plan()
  expect(await carol.send('POST', '/api/jobs', SUMMARY)).toMatchObject({ status: 409 })
  const [first] = await carol.jobs()
  await carol.send('DELETE', `/api/jobs/${first!.id}`)
  await carol.plan()
}, 30_000)

function claimsOf(token: Secret): { uti: string } {
  return JSON.parse(Buffer.from(token.reveal().split('.')[1]!, 'base64url').toString()) as { uti: string }
}
