import { walkLinkedAccount } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { auditor } from '../auditor.ts'
import { finished, parked, resume } from '../operations.ts'
import { EVERY_CONTEXT, person } from '../person.ts'
import { AI_HOST, ORCHESTRATOR } from '../system-under-test.ts'
import { allHeld } from './all-held.ts'
import { auditLogs, compose, containers, healthy } from './docker.ts'

const AUDIT = new URL('../../../../var/compose/audit', import.meta.url).pathname
const walk = (anew: boolean) =>
  walkLinkedAccount({ aiHost: AI_HOST, auditFolder: AUDIT, person: 'alice', anew })

test('down and up again: linked accounts, calls that wait and the audit trail are there', async () => {
  const linked = await walk(true)
  expect(linked.steps.filter(({ ok }) => !ok)).toEqual([])
  const alice = await person('Alice')
  const share = { id: '01FIN-BUDGET-2027', email: 'bob@contoso.example', role: 'read' }
  const { operation } = await parked(await alice.tool('share_document', share))
  const before = auditLogs('orchestrator').reduce((sum, { records }) => sum + records.length, 0)

  await compose('down')
  expect(await containers()).toEqual([])
  await compose('up', '-d')
  for (const container of await containers()) await healthy(container)
  // A service is up before it has its list of revocations; until then it lets nobody in, and says so.
  const status = async () => (await (await person('Alice')).send(`${ORCHESTRATOR}/api/operations`)).status
  await expect.poll(status, { timeout: 90_000, interval: 500 }).toBe(200)

  const again = await walk(false)
  expect(again.steps.filter(({ ok }) => !ok)).toEqual([])
  // Nobody was asked to connect anything.
  expect(again.linking ?? []).toEqual([])
  const upgraded = await person('Alice', EVERY_CONTEXT)
  expect((await resume(upgraded, operation)).status).toBeLessThan(300)
  expect(await finished(upgraded, operation)).toMatchObject({ state: 'done', output: { ok: true } })
  expect(auditLogs('orchestrator').reduce((sum, { records }) => sum + records.length, 0)).toBeGreaterThan(
    before,
  )
  // From their first records on, which it was sent before.
  await allHeld(await auditor())
}, 600_000)
