/** `npm run audit` with audit-trail as the other witness: against real logs that the real forwarder sent. */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSqlDatabase, type SqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE } from '@chain-of-trust/testkit'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import { beforeEach, expect, test, vi } from 'vitest'
import { forwardingService } from '../forwarding.fixture.ts'
import { aliceDid, entryOf, linesOf, newStateDir, startTrail, traceOf } from '../trail.fixture.ts'

// Each starts processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 180_000 })

const COMMAND = fileURLToPath(new URL('../../../../packages/tooling/src/commands/audit.ts', import.meta.url))
const LOG = 'audit/orchestrator.jsonl'
const CHECKPOINTS = 'checkpoints/orchestrator.jsonl'

let folder: string
let database: SqlDatabase
let at: (file: string) => string
beforeEach(async () => {
  folder = newStateDir()
  at = (file) => join(folder, file)
  database = await openSqlDatabase({}, at('audit-trail/audit.sqlite'))
  await fill(database)
  return () => database.close()
})

/** Two services, run twice each: every log has checkpoints in its middle and at its end. */
async function fill(store: SqlDatabase): Promise<void> {
  const trail = await startTrail({ database: { ...store, close: () => Promise.resolve() } })
  for (const service of ['orchestrator', 'mock-graph']) {
    for (const entries of [[aliceDid('a', { token: { uti: 'uti-a' } })], [entryOf(ALICE), aliceDid('b')]]) {
      const running = await forwardingService(trail, service, { stateDir: folder })
      running.write(entries)
      await running.close()
    }
  }
  await trail.app.close()
}

function audit(args: string[], env: Record<string, string> = {}, dir = folder) {
  const { DATABASE_URL: _, ...others } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args, '--dir', dir], {
    encoding: 'utf8',
    env: { ...others, NO_COLOR: '1', ...env },
  })
  return { status, stdout, stderr }
}

/** Removes what audit-trail has: the files alone are left to say something. */
function withoutTrail(): ReturnType<typeof audit> {
  const copy = newStateDir()
  for (const part of ['audit', 'checkpoints', 'audit-keys'])
    cpSync(at(part), join(copy, part), { recursive: true })
  return audit(['verify'], {}, copy)
}

function keep(file: string, lines: number): void {
  writeFileSync(
    at(file),
    linesOf(at(file))
      .slice(0, lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

test(
  'logs that are the same on both sides verify, each with what audit-trail has of it',
  { tags: ['LOG-5'] },
  () => {
    const { status, stdout } = audit(['verify'])
    expect(stdout).toMatch(/✓ orchestrator {2}4 records, .+, head 3 [0-9a-f]{16}…, audit-trail has them/)
    expect(stdout).toMatch(/✓ mock-graph .+ audit-trail has them/)
    expect(status).toBe(0)
  },
)

test(
  'a log that was cut together with its checkpoints is found, since audit-trail has more of it',
  { tags: ['LOG-5', 'LOG-3'] },
  () => {
    keep(LOG, 2)
    keep(CHECKPOINTS, 2)
    // The files agree with each other: nothing else could tell.
    expect(withoutTrail()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('audit-trail has no store here'),
    })
    const { status, stdout } = audit(['verify'])
    expect(stdout).toMatch(
      /× orchestrator[^\n]*\n {4}truncated {2}audit-trail, record 3: audit-trail has this record, and the file has not/,
    )
    expect(stdout).toContain('Not as written: orchestrator.')
    expect(status).toBe(1)
    const found = JSON.parse(audit(['verify', '--json']).stdout) as { logs: unknown[] }
    expect(found).toMatchObject({
      ok: false,
      trail: true,
      logs: [
        { name: 'mock-graph', ok: true, held: { log: 'mock-graph', seq: 3 } },
        { name: 'orchestrator', ok: false, faults: [{ kind: 'truncated', in: 'audit-trail', seq: 3 }] },
      ],
    })
  },
)

test('a log of which nothing is left is missed, and its requests are still found', () => {
  for (const file of globSync('*/orchestrator.*', { cwd: folder })) rmSync(at(file))
  const { status, stdout } = audit(['verify'])
  expect(stdout).toMatch(
    /× orchestrator[^\n]*\n {4}truncated {2}audit-trail, record 3: .+ nothing of the log/,
  )
  expect(status).toBe(1)

  const { traces } = JSON.parse(audit(['trace', 'uti-a', '--json']).stdout) as {
    traces: { traceId: string; records: { service: string }[] }[]
  }
  expect(traces.map(({ traceId, records }) => [traceId, records.map(({ service }) => service)])).toEqual([
    [traceOf('a'), ['orchestrator', 'mock-graph']],
  ])
})

test('a log that was begun anew is found, and the way out leaves both to be verified', async () => {
  const files = globSync('{audit,checkpoints,audit-keys}/orchestrator.*', { cwd: folder })
  for (const file of files) {
    mkdirSync(join(folder, dirname(file), 'old'), { recursive: true })
    renameSync(at(file), join(folder, dirname(file), 'old', file.slice(dirname(file).length + 1)))
  }
  const trail = await startTrail({ database: { ...database, close: () => Promise.resolve() } })
  const anew = await forwardingService(trail, 'orchestrator', { stateDir: folder })
  anew.write([entryOf(ALICE)])
  await anew.close()
  const refused = audit(['verify'])
  expect(refused.stdout).toMatch(
    /rewritten {2}audit-trail, record 0: audit-trail has another log of this name, up to record 3/,
  )
  expect(refused.status).toBe(1)

  await (await forwardingService(trail, 'orchestrator', { stateDir: folder, instance: 'anew' })).close()
  await trail.app.close()
  const { status, stdout } = audit(['verify'])
  expect(stdout.match(/✓ orchestrator .+ audit-trail has them/g)).toHaveLength(2)
  expect(status).toBe(0)
})

test('what was changed at audit-trail is found, and what only it has is said', async () => {
  await database.run(
    "update audit_event set line = replace(line, 'success', 'failure') where log = 'mock-graph' and seq = 2",
  )
  // As a machine of which there is no folder here.
  await database.run("update audit_log set name = 'orchestrator.pod-1' where name = 'orchestrator'")
  for (const table of ['audit_event', 'audit_checkpoint'])
    await database.run(`update ${table} set log = 'orchestrator.pod-1' where log = 'orchestrator'`)
  for (const file of globSync('*/orchestrator.*', { cwd: folder })) rmSync(at(file))
  const { status, stdout } = audit(['verify'])
  expect(stdout).toMatch(
    /× mock-graph[^\n]*\n {4}store {2}audit-trail: record 2 is not what its own hash says/,
  )
  expect(stdout).toMatch(/✓ orchestrator\.pod-1 {2}at audit-trail only, up to record 3/)
  expect(stdout).toContain('Not as written: mock-graph.')
  expect(status).toBe(1)
})

test('the store is PostgreSQL where audit-trail’s configuration says so; one that is away is said in words', async () => {
  const postgres = await startPostgres()
  // Its own goes with the server.
  const password = join(folder, 'password')
  cpSync(postgres.passwordFile, password)
  const env = { DATABASE_URL: postgres.url, DATABASE_PASSWORD_FILE: password }
  const store = await openSqlDatabase(env, '')
  folder = newStateDir()
  await fill(store)
  await store.close()
  keep(LOG, 2)
  keep(CHECKPOINTS, 2)
  expect(audit(['verify'], env).stdout).toMatch(/truncated {2}audit-trail, record 3/)
  await postgres.stop()
  const away = audit(['verify'], env)
  expect(away.stderr).toMatch(/^audit-trail’s store could not be read:\n/)
  expect(away.stderr).not.toContain('    at ')
  expect(away.status).toBe(1)
})
