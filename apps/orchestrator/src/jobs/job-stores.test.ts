import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJobStores } from './job-stores.ts'
import type { StoredJob } from './job.ts'

const subject = { tid: 't', oid: 'alice' }
const job = (id: string, state: StoredJob['state']) =>
  ({ id, subject, state, version: 1, createdAt: 0 }) as StoredJob
const grant = { generation: 1, sealed: new Uint8Array(8), uti: 'uti', acrs: [], issuedAt: 1 }

test('a grant without a job that may still run is destroyed when the service starts', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'job-stores-')), 'jobs.sqlite')
  const before = openJobStores(file)
  for (const kept of [job('waits', 'needs_user'), job('planned', 'scheduled'), job('over', 'cancelled')]) {
    await before.jobs.add(kept, 10)
    await before.grants.put(kept, grant, undefined)
  }
  await before.grants.put(job('never-added', 'scheduled'), grant, undefined)
  before.close()

  const { grants } = openJobStores(file)
  const found = async (id: string) => (await grants.find(id)) !== undefined
  expect(await Promise.all(['waits', 'planned', 'over', 'never-added'].map(found))).toEqual([
    true,
    true,
    false,
    false,
  ])
})
