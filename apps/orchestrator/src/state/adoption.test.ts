import { mkdirSync, mkdtempSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ALICE, operation } from '../operations/operations.fixture.ts'
import { openState } from './open-state.ts'

/** The tables as they were made before migration steps were counted. */
const OPERATIONS = `
  create table operation (
    id text primary key, tid text not null, oid text not null, state text not null, version integer not null,
    runner text, body text not null, created_at integer not null, expires_at integer not null,
    finished_at integer
  ) strict;
  create index operation_subject on operation (tid, oid, created_at);
  create index operation_state on operation (state, expires_at);
`
const JOBS = `
  create table job (
    id text primary key, tid text not null, oid text not null, state text not null, next_run integer,
    lease_until integer, changed_at integer not null, version integer not null, body text not null
  ) strict;
  create index job_subject on job (tid, oid);
  create index job_state on job (state, next_run);
  create table job_grant (
    job_id text primary key, tid text not null, oid text not null, generation integer not null,
    sealed blob not null, uti text not null, acrs text not null, issued_at integer not null
  ) strict;
  create table notice (
    id text primary key, body text not null, attempts integer not null, next_attempt integer not null
  ) strict;
`

test('files of the version before open as they are: nothing is lost, and they work on', async () => {
  const STATE_DIR = mkdtempSync(join(tmpdir(), 'adoption-'))
  mkdirSync(join(STATE_DIR, 'orchestrator'))
  const before = new DatabaseSync(join(STATE_DIR, 'orchestrator', 'operations.sqlite'))
  before.exec(OPERATIONS)
  before
    .prepare('insert into operation values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run('op', 't', 'alice', 'running', 3, 'a-dead-process', JSON.stringify(operation()), 0, 1000, null)
  before.close()
  const job = { id: 'job', subject: ALICE, state: 'scheduled', createdAt: 0, version: 4 }
  const jobs = new DatabaseSync(join(STATE_DIR, 'orchestrator', 'jobs.sqlite'))
  jobs.exec(JOBS)
  jobs
    .prepare('insert into job values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run('job', 't', 'alice', 'scheduled', 5, null, 0, 4, JSON.stringify(job))
  jobs
    .prepare('insert into job_grant values (?, ?, ?, ?, ?, ?, ?, ?)')
    .run('job', 't', 'alice', 7, Uint8Array.of(0, 255), 'uti', '["c1"]', 9)
  jobs.prepare('insert into notice values (?, ?, ?, ?)').run('n', '{}', 1, 2)
  jobs.close()

  for (const start of ['first', 'second']) {
    const state = await openState({ STATE_DIR })
    const orphaned = await state.operations.orphaned(() => new Set())
    expect({ start, orphaned }).toMatchObject({ orphaned: [{ id: 'op', version: 3 }] })
    expect(await state.jobs.jobs.due(5, 9)).toEqual([job])
    expect(await state.jobs.grants.find('job')).toEqual({
      generation: 7,
      sealed: Uint8Array.of(0, 255),
      uti: 'uti',
      acrs: ['c1'],
      issuedAt: 9,
    })
    expect(await state.jobs.notices.due(2)).toEqual([{ id: 'n', body: '{}', attempts: 1, nextAttempt: 2 }])
    await state.close()
  }
  const state = await openState({ STATE_DIR })
  const [left] = await state.operations.orphaned(() => new Set())
  expect(await state.operations.change(left!, { state: 'interrupted' })).toMatchObject({ version: 4 })
  expect(await state.operations.add(operation({ id: 'new' }))).toBe(true)
  await state.close()
})
