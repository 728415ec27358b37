import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { liveSystem, tierProbes } from '@chain-of-trust/checklist/system'
import { expect, test } from 'vitest'
import { records } from './records.ts'
import { restartable } from './restartable.ts'
import { tenant } from './tenant.ts'

const resource = restartable('mock-graph')
const { stateDir } = resource
const system = liveSystem(stateDir)

/** Three tokens of a new session, and each tier's caches warm with them. */
async function warm(name: string) {
  const probes = await tierProbes(system, await system.signIn(name))
  for (const { tier, ask } of [...probes, ...probes]) {
    // A tier that has just started has yet to catch up with what happened while it was down.
    await expect.poll(async () => [tier, (await ask()).status]).toEqual([tier, 200])
  }
  return probes
}

const nbfIn = (header: string | undefined) => {
  const claims = parseChallenges(header ?? '')[0]?.params['claims']
  return (JSON.parse(decodeClaims(claims ?? '')) as { access_token: { nbf?: { value: string } } })
    .access_token.nbf?.value
}

test.each([
  ['Alice', 'revokeSessions', undefined],
  ['Bob', 'changePassword', undefined],
  ['Carol', 'disable', undefined],
  ['Erin Eklund', 'setRisk', 'high'],
  ['Frank', 'setDevice', 'notCompliant'],
])('%s, %s: every tier refuses the old tokens with an nbf challenge', async (name, action, value) => {
  const probes = await warm(name)
  await tenant.act(name, action, value)
  for (const { tier, ask } of probes) {
    await expect.poll(async () => (await ask()).error, { interval: 5 }).toBe('insufficient_claims')
    const { status, headers } = await ask()
    expect([tier, status]).toEqual([tier, 401])
    expect(Number(nbfIn(headers['www-authenticate']))).toBeGreaterThan(1_700_000_000)
    expect(records({ stateDir }, tier).at(-1)).toMatchObject({
      outcome: 'failure',
      reason: 'claims_insufficient',
    })
  }
  await tenant.act(name, 'enable')
  await tenant.act(name, 'setRisk', 'none')
  await tenant.act(name, 'setDevice', 'compliant')
  await warm(name)
})

test('somebody else notices nothing', async () => {
  const probes = await warm('Bob')
  await tenant.act('Frank', 'revokeSessions')
  for (const { ask } of probes) expect((await ask()).status).toBe(200)
})

test('a tier that was down when it happened refuses as soon as it is up', { tags: ['CAE-1'] }, async () => {
  const [, , graph] = await warm('Frank')
  await resource.stop()
  await tenant.act('Frank', 'revokeSessions')
  await resource.start()
  const seen = new Set<number>()
  await expect
    .poll(async () => {
      const { status, error } = await graph!.ask()
      seen.add(status)
      return error
    })
    .toBe('insufficient_claims')
  expect([...seen].filter((status) => status < 400)).toEqual([])
})

test('a tier remembers over a restart', async () => {
  const [, , graph] = await warm('Frank')
  await tenant.act('Frank', 'revokeSessions')
  await expect.poll(async () => (await graph!.ask()).error).toBe('insufficient_claims')
  await resource.stop()
  await resource.start()
  await expect.poll(async () => (await graph!.ask()).error).toBe('insufficient_claims')
})
