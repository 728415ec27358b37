import { ALICE, BOB } from '@chain-of-trust/testkit'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { jobSystem, MFA } from './job-system.fixture.ts'
import { DAY, startOrchestrator } from './jobs.fixture.ts'

const system = jobSystem()

const SIGN_IN_AGAIN = {
  id: 'ca000000-0000-4000-8000-0000000000aa',
  displayName: 'Sign in every second',
  state: 'enabled',
  conditions: { applications: ['mcp-sharepoint'] },
  sessionControls: { signInFrequency: 1 },
}
const BLOCK = { ...MFA, displayName: 'Nobody', grantControls: { control: 'block' } }

test.each([
  ['interaction_required', { ...MFA, grantControls: { control: 'mfa', wireError: 'interaction_required' } }],
  ['invalid_grant', MFA],
])(
  'MFA is asked for while the job sleeps (%s): it parks, and runs once after the step-up',
  async (_error, policy) => {
    const { id } = await (await system.one.person()).plan()
    await system.idp.policies([policy])
    system.one.clock.ahead = DAY
    await system.one.tick()
    expect(system.one.mcp.ran).toEqual([])

    const back = await system.one.person()
    expect(back.pages).toContain('mfa')
    const parked = await back.job(id)
    expect(parked).toMatchObject({
      state: 'needs_user',
      lastRun: { outcome: 'needs_user', refusal: { remedy: 'step_up' } },
    })
    expect(parked.nextRun).toBeUndefined()
    expect(parked.lastRun?.refusal?.claims).toEqual(expect.any(String))
    await system.one.tick()
    expect(system.one.mcp.ran).toEqual([])

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
    expect(system.one.mcp.ran).toHaveLength(2)
    expect(await back.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
    expect(system.one.story()).toEqual(['job_created', 'job_parked', 'job_renewed', 'job_run'])
  },
)

test('what was parked and proven survives two restarts in between', async () => {
  const { id } = await (await system.one.person()).plan()
  await system.idp.policies([MFA])
  system.one.clock.ahead = DAY
  await system.one.app.close()
  system.one = await startOrchestrator(system.idp, system.one.home, DAY)
  await system.one.tick()
  await system.one.app.close()
  system.one = await startOrchestrator(system.idp, system.one.home, DAY)
  const back = await system.one.person()
  const { lastRun } = await back.job(id)
  const resumed = await back.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(resumed).toMatchObject({ status: 200, body: { state: 'done' } })
  expect(system.one.mcp.ran).toHaveLength(2)
})

test('a sign-in that has become too old parks the job; who has not proven anything new is challenged again', async () => {
  const alice = await system.one.person()
  const { id } = await alice.plan()
  await system.idp.policies([SIGN_IN_AGAIN])
  await new Promise((resolve) => setTimeout(resolve, 2100))
  system.one.clock.ahead = DAY
  await system.one.tick()
  const { lastRun, state } = await alice.job(id)
  expect({ state, kind: lastRun?.refusal?.remedy }).toEqual({ state: 'needs_user', kind: expect.any(String) })
  const again = await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(again.body).not.toMatchObject({ state: 'done' })
  expect(system.one.mcp.ran).toEqual([])

  const back = await system.one.person()
  expect(await back.send('POST', `/api/jobs/${id}/run`)).toMatchObject({ status: 202 })
  await expect.poll(() => back.job(id)).toMatchObject({ state: 'scheduled', lastRun: { outcome: 'done' } })
})

test(
  'a challenge from behind the MCP server parks the job as well; given twice, it is an end',
  { tags: ['STP-4'] },
  async () => {
    const alice = await system.one.person()
    const { id } = await alice.plan()
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64')
    system.one.mcp.answer = () =>
      new Response('{}', {
        status: 401,
        headers: { 'www-authenticate': `DPoP error="insufficient_claims", claims="${claims}"` },
      })
    system.one.clock.ahead = DAY
    await system.one.tick()
    const { lastRun } = await alice.job(id)
    expect(lastRun).toMatchObject({ outcome: 'needs_user', refusal: { claims, by: 'mcp-sharepoint' } })
    const resumed = await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
    expect(resumed.body).toMatchObject({ state: 'failed', error: 'challenge_repeated' })
    expect(await alice.job(id)).toMatchObject({ state: 'failed' })
  },
)

test('revoked sessions: the grant is gone at the next use, and the person’s return makes a new one', async () => {
  const { id } = await (await system.one.person()).plan()
  await system.idp.console(ALICE, 'revokeSessions')
  system.one.clock.ahead = DAY
  await system.one.tick()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const back = await system.one.person()
  const { lastRun } = await back.job(id)
  expect(lastRun).toMatchObject({ outcome: 'needs_user', refusal: { remedy: 'sign_in_again' } })
  expect(await system.one.grantOf(id)).toBeUndefined()
  const resumed = await back.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(resumed).toMatchObject({ status: 200, body: { state: 'done' } })
})

test.each([
  [
    'a policy blocks',
    () => system.idp.policies([BLOCK]),
    () => system.idp.policies([]),
    'contact_administrator',
    'administrator',
  ],
  [
    'the device does not comply',
    () => system.idp.console(BOB, 'setDevice', 'notCompliant'),
    () => system.idp.console(BOB, 'setDevice', 'compliant'),
    'use_compliant_device',
    'user',
  ],
])('%s: the job has failed, and says who can help', async (_why, happens, ends, remedy, actor) => {
  if (_why.includes('device'))
    await system.idp.policies([{ ...MFA, grantControls: { control: 'compliantDevice' } }])
  const bob = await system.one.person('Bob')
  const { id } = await bob.plan()
  await happens()
  system.one.clock.ahead = DAY
  await system.one.tick()
  await ends()
  const failed = await bob.job(id)
  expect(failed).toMatchObject({
    state: 'failed',
    lastRun: { outcome: 'failed', refusal: { remedy, actor } },
  })
  expect(failed.nextRun).toBeUndefined()
  expect(system.one.notices).toEqual([])
})

test('an AADSTS number that names an administrator changes the words, and not that the job waits', async () => {
  const bob = await system.one.person('Bob')
  const { id } = await bob.plan()
  await system.idp.console(BOB, 'disable')
  system.one.clock.ahead = DAY
  await system.one.tick()
  await system.idp.console(BOB, 'enable')
  expect(await bob.job(id)).toMatchObject({
    state: 'needs_user',
    lastRun: {
      outcome: 'needs_user',
      refusal: { kind: 'disabled_user', remedy: 'sign_in_again', actor: 'administrator' },
    },
  })
})

test('the webhook says that somebody is needed, signed, and nothing of what for', async () => {
  const { id } = await (await system.one.person()).plan()
  await system.idp.policies([MFA])
  system.one.clock.ahead = DAY
  await system.one.tick()
  await system.one.tick()
  expect(system.one.notices).toHaveLength(1)
  const { headers, body } = system.one.notices[0]!
  const signed = `${headers.get('webhook-id')}.${headers.get('webhook-timestamp')}.${body}`
  const signature = createHmac('sha256', Buffer.alloc(32, 1)).update(signed).digest('base64')
  expect(headers.get('webhook-signature')).toBe(`v1,${signature}`)
  const { lastRun } = await (await system.one.person()).job(id)
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
