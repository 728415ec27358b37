import { join } from 'node:path'
import { openAuditLog } from '@chain-of-trust/auth-core'
import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE } from '@chain-of-trust/testkit'
import { expect, test } from 'vitest'
import { newStateDir, startTrail } from '../trail.fixture.ts'
import { EventPage } from '../wire.ts'

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
