import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryAuditLog, openAuditLog } from '@chain-of-trust/auth-core'
import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { openStore } from '../store/open-store.ts'
import { linesOf, newStateDir, startTrail } from '../trail.fixture.ts'
import { EventPage } from '../wire.ts'
import { openOwnLogs } from './own-logs.ts'

test(
  'our own log is read beside the others, verifies, and grows by nothing that reads it in',
  { tags: ['LOG-5'] },
  async () => {
    const stateDir = newStateDir()
    const audit = openAuditLog({ stateDir, service: 'audit-trail' })
    const trail = await startTrail({ ownLogs: stateDir, audit })
    expect((await trail.asPerson(ALICE, '/api/chains')).status).toBe(403)
    const refusals = async () => {
      const page = EventPage.parse(
        await (await trail.asPerson(ALICE, '/api/events?reason=role_missing')).json(),
      )
      return page.events.map(({ log, record }) => [log, record.subject?.oid])
    }
    await expect.poll(refusals).toEqual([['audit-trail', ALICE]])
    await expect
      .poll(async () => (await trail.store.verify())[0])
      .toMatchObject({ log: 'audit-trail', ok: true })
    const quiet = await trail.store.events.last()
    await trail.store.logs.state('audit-trail')
    expect(await trail.store.events.last()).toBe(quiet)
    await trail.app.close()
    await audit.close()
  },
)

test('after a restart it goes on where the store stands, its last checkpoint included', async () => {
  const stateDir = newStateDir()
  const first = openAuditLog({ stateDir, service: 'audit-trail' })
  first.write({ event: 'audit_read', outcome: 'success' })
  await first.close()
  const audit = openAuditLog({ stateDir, service: 'audit-trail' })
  const trail = await startTrail({ ownLogs: stateDir, audit })
  await trail.app.ready()
  expect(await trail.store.verify()).toMatchObject([{ records: 2, checkpoint: { seq: 1 }, ok: true }])
  await trail.app.close()
  await audit.close()
})

test('replicas with a folder each have a log each, and neither is a fork of the other', async () => {
  const file = join(newStateDir(), 'audit.sqlite')
  const start = async (instance: string) => {
    const stateDir = newStateDir()
    const audit = openAuditLog({ stateDir, service: 'audit-trail' })
    const database = await openSqlDatabase({}, file)
    const trail = await startTrail({ ownLogs: stateDir, audit, database, instance })
    return { audit, trail }
  }
  const replicas = [await start('audit-trail-0'), await start('audit-trail-1')]
  const logs = async () => (await replicas[0]!.trail.store.verify()).map(({ log, ok }) => [log, ok])
  await expect.poll(logs).toEqual([
    ['audit-trail.audit-trail-0', true],
    ['audit-trail.audit-trail-1', true],
  ])
  for (const { audit, trail } of replicas) {
    await trail.app.close()
    await audit.close()
  }
})

/** A log of ours with so many records after its first. */
async function writeOwn(stateDir: string, slot: number, records: number): Promise<void> {
  const audit = openAuditLog({ stateDir, service: 'audit-trail', slot })
  for (let count = 0; count < records; count += 1) audit.write({ event: 'audit_read', outcome: 'success' })
  await audit.close()
}

/** Our logs of one folder on top of a store that holds another folder's first one. */
async function startOnOther(stateDir: string) {
  const store = await openStore({})
  const other = newStateDir()
  await writeOwn(other, 1, 10)
  const audit = memoryAuditLog('audit-trail')
  const errors: unknown[] = []
  const log = { error: (error: unknown) => errors.push(error) }
  await openOwnLogs(other, store.logs, { audit, log }).catchUp()
  const held = async () => (await store.verify()).map(({ log: name, records, ok }) => [name, records, ok])
  return { audit, errors, held, own: openOwnLogs(stateDir, store.logs, { audit, log }) }
}

test.each([
  ['shorter than', 5],
  ['longer than', 20],
])(
  'a log of ours that was begun anew, %s the one that is held, is a fork; the next one comes in all the same',
  { tags: ['LOG-5'] },
  async (_, records) => {
    const stateDir = newStateDir()
    await writeOwn(stateDir, 1, records)
    await writeOwn(stateDir, 2, 3)
    const { audit, errors, held, own } = await startOnOther(stateDir)
    await own.catchUp()
    await writeOwn(stateDir, 2, 4)
    await own.catchUp()
    expect(await held()).toEqual([
      ['audit-trail', 11, true],
      ['audit-trail.2', 8, true],
    ])
    expect(audit.records).toMatchObject([
      { event: 'log_received', outcome: 'failure', reason: 'forked', diagnostics: { log: 'audit-trail' } },
    ])
    expect(errors).toMatchObject([{ log: 'audit-trail', reason: 'forked' }])
  },
)

test('a log of ours in which a line was edited is on the record, and does not hold up the next one', async () => {
  const stateDir = newStateDir()
  await writeOwn(stateDir, 2, 2)
  await writeOwn(stateDir, 3, 2)
  const file = join(stateDir, 'audit', 'audit-trail.2.jsonl')
  writeFileSync(
    file,
    linesOf(file)
      .map((line) => `${line.replace('success', 'failure')}\n`)
      .join(''),
  )
  const { audit, held, own } = await startOnOther(stateDir)
  await own.catchUp()
  expect(await held()).toEqual([
    ['audit-trail', 11, true],
    ['audit-trail.3', 3, true],
  ])
  expect(audit.records).toMatchObject([
    { event: 'log_received', reason: 'record_invalid', diagnostics: { log: 'audit-trail.2' } },
  ])
})
