import { ALICE } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { needsLink } from '../accounts/vault.fixture.ts'
import { jobSystem } from './job-system.fixture.ts'
import { DAY } from './jobs.fixture.ts'

const system = jobSystem()
const ISSUES = { instruction: 'list my issues', delegation: { 'mcp-github': ['Issues.Read'] } }

test('an account that is missing in the night parks the job; connected, it runs once, and again the next day', async () => {
  const { one } = system
  const alice = await one.person()
  const { id } = await alice.plan(ISSUES)
  one.mcp.answer = needsLink(one.mcp, one.vault)
  one.clock.ahead = DAY
  await one.tick()
  await one.tick()
  expect(one.mcp.ran).toEqual([])
  const { state, lastRun } = await alice.job(id)
  expect({ state, lastRun }).toMatchObject({
    state: 'needs_user',
    lastRun: { outcome: 'needs_user', refusal: { by: 'mcp-github', remedy: 'connect_account' } },
  })
  expect(one.notices.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
    { data: { needs: 'link' } },
  ])

  const operation = `/api/operations/${lastRun!.operationId}`
  expect((await alice.send('GET', operation)).body).toMatchObject({
    kind: 'job',
    needs: { kind: 'link', by: 'mcp-github', provider: 'github', scopes: ['issues:read'] },
  })
  expect(await alice.send('POST', `${operation}/resume`)).toMatchObject({
    status: 409,
    body: { error: 'not_connected_yet' },
  })
  expect(await alice.job(id)).toMatchObject({ state: 'needs_user' })

  one.vault.connect(ALICE, 'mcp-github')
  const resumed = await alice.send('POST', `${operation}/resume`)
  expect(resumed).toMatchObject({ status: 200, body: { state: 'done', output: { ok: true } } })
  expect(resumed.body.output?.content).toContain('1. acme/website#12')
  one.clock.ahead += DAY
  await one.tick()
  expect(one.mcp.ran).toHaveLength(2)
})

test('a job connected and asked for the same again has failed', async () => {
  const { one } = system
  const alice = await one.person()
  const { id } = await alice.plan(ISSUES)
  one.mcp.answer = needsLink(one.mcp, one.vault, { server: 'mcp-jira' })
  one.clock.ahead = DAY
  await one.tick()
  one.vault.connect(ALICE, 'mcp-github')
  const { lastRun } = await alice.job(id)
  const resumed = await alice.send('POST', `/api/operations/${lastRun!.operationId}/resume`)
  expect(resumed.body).toMatchObject({ state: 'failed', error: 'challenge_repeated' })
  expect(await alice.job(id)).toMatchObject({ state: 'failed' })
})

test('a run that needs no account does not wait for a server that is down', async () => {
  const { one } = system
  const alice = await one.person()
  const { id } = await alice.plan({ delegation: undefined })
  one.mcp.answer = (_method, headers) =>
    audienceOf(headers).endsWith('4412') ? new Response('', { status: 503 }) : undefined
  one.clock.ahead = DAY
  await one.tick()
  expect(await alice.job(id)).toMatchObject({ lastRun: { outcome: 'done' } })
})

function audienceOf(headers: Headers): string {
  const payload = headers.get('authorization')!.split('.')[1]!
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { aud: string }).aud
}
