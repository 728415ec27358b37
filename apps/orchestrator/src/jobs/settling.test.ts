import { memoryAuditLog, Refusal } from '@chain-of-trust/auth-core'
import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { REHEARSED } from '../app.fixture.ts'
import { mcpServers, type McpServer } from '../mcp-servers.ts'
import { ALICE, callerOf, service } from '../operations/operations.fixture.ts'
import { lockProcess } from '../operations/process-lock.ts'
import { openOperationStore } from '../operations/sql-operation-store.ts'
import { PLACES, usePlaces, type Place } from '../state/places.fixture.ts'
import { createJobs } from './jobs.ts'
import { openJobStores } from './job-stores.ts'
import type { StoredJob } from './job.ts'
import { losing, type Loss } from './lost-answer.fixture.ts'
import { createRunner } from './runner.ts'
import { createWebhook } from './webhook/webhook.ts'

const places = usePlaces()
const unused = () => Promise.reject(new Error('unused'))
const NOBODY: ReadonlyMap<string, McpServer> = new Map()

const JOB: StoredJob = {
  id: 'job',
  subject: ALICE,
  clientId: 'host',
  instruction: 'say something',
  schedule: { at: '2026-01-01T00:00:00Z' },
  delegation: { 'mcp-sharepoint': ['Documents.Read'] },
  state: 'scheduled',
  nextRun: 0,
  createdAt: 0,
  outages: 0,
  version: 0,
}

async function open(place: Place, loss: Loss) {
  const openDatabase = async (name: string): Promise<SqlDatabase> => {
    const database = await openSqlDatabase(place, join(place.STATE_DIR, 'orchestrator', `${name}.sqlite`))
    onTestFinished(() => database.close())
    return losing(database, loss)
  }
  return {
    store: await openOperationStore(await openDatabase('operations'), lockProcess(':memory:')),
    stores: await openJobStores(await openDatabase('jobs')),
  }
}

/** A runner on real stores. The database is lost when the run has begun; with `refused`, it ends with a sign-in that is missing. */
async function runner(
  place: Place,
  { refused = false, ...lost }: Partial<Loss> & { refused?: boolean } = {},
) {
  const loss: Loss = { of: undefined, what: 'answer' }
  const { store, stores } = await open(place, loss)
  await stores.jobs.add(JOB, 9)
  const grant = { generation: 1, sealed: new Uint8Array(1), uti: 'uti', acrs: [], issuedAt: 1 }
  await stores.grants.put(JOB, grant, undefined)
  const { operations } = await service(unused, { store })
  const audit = memoryAuditLog('orchestrator')
  const grants = {
    renew: unused,
    forRun: () => (Object.assign(loss, lost), unused),
    destroy: (id: string) => stores.grants.remove(id),
  }
  const log = { error: () => undefined, warn: () => undefined }
  const common = {
    store: stores.jobs,
    grants,
    operations,
    audit,
    now: Date.now,
    servers: refused ? mcpServers() : NOBODY,
  }
  const webhook = createWebhook({
    url: 'https://hooks.example/',
    key: Buffer.alloc(32),
    host: 'http://localhost:4400',
    store: stores.notices,
    now: Date.now,
    log,
  })
  const calls = { call: unused, list: () => Promise.reject(new Refusal('sign_in_required')) }
  const created = createRunner({ ...common, webhook, calls, model: REHEARSED, log: log as never })
  const job = async () => (await stores.jobs.find(ALICE, JOB.id))!
  return {
    run: async () => created.run(await job()),
    job,
    jobs: createJobs({ ...common, runner: created, wake: () => undefined }),
    grant: () => stores.grants.find(JOB.id),
    waiting: async () =>
      (await operations.list(callerOf())).filter(({ state }) => state === 'needs_user').map(({ id }) => id),
    told: async () =>
      (await stores.notices.due(Number.MAX_SAFE_INTEGER)).map(
        ({ body }) => (JSON.parse(body) as { data: { operation_id: string } }).data.operation_id,
      ),
    story: () => audit.records.map(({ reason }) => reason),
  }
}

const both = (statements: string[]) =>
  statements.flatMap((of) => (['statement', 'answer'] as const).map((what) => ({ what, of })))

describe.each(PLACES)('On %s', (kind) => {
  test.each(both(['update job ', 'delete from job_grant']))(
    'a job that has run is finished, recorded and without power, when the $what of “$of” is lost',
    async (loss) => {
      const { run, job, grant, story } = await runner(await places.open(kind), loss)
      expect(await run()).toMatchObject({ kind: 'done' })
      expect(await job()).toMatchObject({ state: 'finished', lastRun: { outcome: 'done' } })
      expect(await grant()).toBeUndefined()
      expect(story()).toEqual(['job_run'])
    },
  )

  test.each(both(['insert into operation', 'update job ', 'insert into notice']))(
    'a job is parked once, recorded and told of, when the $what of “$of” is lost',
    async (loss) => {
      const { run, job, waiting, told, story } = await runner(await places.open(kind), {
        refused: true,
        ...loss,
      })
      expect(await run()).toMatchObject({ kind: 'refused' })
      const { state, lastRun } = await job()
      expect(state).toBe('needs_user')
      expect([await waiting(), await told()]).toEqual([[lastRun?.operationId], [lastRun?.operationId]])
      expect(story()).toEqual(['job_parked'])
    },
  )

  test('a job that was parked since it was looked up leaves nothing waiting when it is cancelled', async () => {
    const { run, job, jobs, waiting } = await runner(await places.open(kind), { refused: true })
    const before = await job()
    await run()
    expect(await waiting()).toHaveLength(1)
    expect(await jobs.cancel(callerOf(), before)).toMatchObject({ state: 'cancelled' })
    expect(await waiting()).toEqual([])
  })
})
