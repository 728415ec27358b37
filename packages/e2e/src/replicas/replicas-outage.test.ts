import { liveSystem, tierProbes, type TierProbe } from '@chain-of-trust/checklist/system'
import { afterEach, expect, test, vi } from 'vitest'
import { finished, parked, resume } from '../operations.ts'
import { person } from '../person.ts'
import { ORCHESTRATOR } from '../system-under-test.ts'
import { everyReplicaLetsIn, RECOVERY } from './every-replica-lets-in.ts'
import { recordsOfAll } from './records-of-all.ts'
import { replicatedSystem } from './replicated-system.ts'

vi.setConfig({ testTimeout: 180_000 })
const system = replicatedSystem()
const { stateDir } = system
const live = liveSystem(stateDir)
const OPERATIONS = `${ORCHESTRATOR}/api/operations`

afterEach(async () => {
  for (const service of ['orchestrator', 'mcp-sharepoint'] as const) system.of(service).pin(undefined)
  await system.redis().mend()
  await system.postgres().mend()
})

const refusedFor = (service: string) =>
  recordsOfAll(stateDir, service).findLast(({ outcome }) => outcome === 'failure')?.reason

/** Every tier, some times over, so that each replica is asked. */
async function askAll(probes: readonly TierProbe[]) {
  const answers = []
  for (let round = 0; round < 4; round += 1) {
    for (const { tier, ask } of probes) answers.push({ tier, ...(await ask()) })
  }
  return answers
}

test('without the store of used proofs every tier says 503, lets nobody in, and recovers by itself', async () => {
  const probes = await tierProbes(live, await live.signIn('Alice'))
  for (const { tier, status } of await askAll(probes)) expect([tier, status]).toEqual([tier, 200])

  await system.redis().cut()
  for (const { tier, status, error, headers } of await askAll(probes)) {
    // The resource speaks as Graph does.
    const code = tier === 'mock-graph' ? 'serviceNotAvailable' : 'temporarily_unavailable'
    expect([tier, status, error]).toEqual([tier, 503, code])
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(headers).not.toHaveProperty('www-authenticate')
  }
  for (const { tier } of probes) expect(refusedFor(tier)).toMatch(/_unavailable$|_unknown$/)

  await system.redis().mend()
  await everyReplicaLetsIn(system, probes)
})

test('without the database what waits says 503, and is still there afterwards', async () => {
  const alice = await person('Alice')
  const { claims, operation } = await parked(await alice.tool('delete_document', { id: 'no-such-document' }))
  const upgraded = await person('Alice', claims)

  await system.postgres().cut()
  for (const ask of [
    () => upgraded.send(OPERATIONS),
    () => upgraded.send(`${OPERATIONS}/${operation}`),
    () => resume(upgraded, operation),
  ]) {
    const response = await ask()
    expect([response.status, await response.json()]).toEqual([503, { error: 'temporarily_unavailable' }])
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(refusedFor('orchestrator')).toMatch(/_unavailable$/)
  // What needs no database goes on.
  expect((await upgraded.tool('search_documents', { query: 'budget' })).status).toBe(200)

  await system.postgres().mend()
  await expect.poll(async () => (await upgraded.send(OPERATIONS)).status, RECOVERY).toBe(200)
  await expect.poll(async () => (await resume(upgraded, operation)).status, RECOVERY).toBeLessThan(300)
  expect(await finished(upgraded, operation)).toMatchObject({
    state: expect.stringMatching(/done|failed/) as string,
  })
})
