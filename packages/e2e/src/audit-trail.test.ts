import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { auditor, type HeldChain } from './auditor.ts'
import { load } from './load.ts'
import { person } from './person.ts'
import { restartables } from './restartable.ts'

const { stateDir, services } = restartables(['audit-trail', 'mcp-sharepoint'])
const [trail, sharepoint] = services as [(typeof services)[0], (typeof services)[0]]
const PATIENT = { timeout: 120_000, interval: 250 }

/** The lines of each service's file, as they stand there now. */
function written(): Record<string, string[]> {
  const files = globSync('*.jsonl', { cwd: join(stateDir, 'audit') }).sort()
  const linesOf = (file: string) => readFileSync(join(stateDir, 'audit', file), 'utf8').split('\n')
  return Object.fromEntries(files.map((file) => [basename(file, '.jsonl'), linesOf(file).slice(0, -1)]))
}

/** What audit-trail has, in the order in which it came: what was sent twice, or out of order, would show. */
function held(): Record<string, string[]> {
  const database = new DatabaseSync(join(stateDir, 'audit-trail', 'audit.sqlite'), { readOnly: true })
  try {
    const rows = database.prepare('select log, line from audit_event order by log, id').all()
    const logs = Map.groupBy(rows, ({ log }) => String(log))
    return Object.fromEntries([...logs].map(([log, of]) => [log, of.map(({ line }) => String(line))]))
  } finally {
    database.close()
  }
}

test(
  'audit-trail killed and away under load, another service killed meanwhile: nothing is missing, twice or out of order',
  { tags: ['LOG-5'], timeout: 600_000 },
  async () => {
    const calls = load(await person('Alice'))
    await calls.succeeds(10)
    await expect.poll(() => Object.keys(held()), PATIENT).toEqual(Object.keys(written()))
    await trail.kill()
    const before = held()
    // Nobody waits for it: no call is refused for want of audit-trail.
    await calls.succeeds(15)
    await sharepoint.kill()
    await calls.fails()
    await sharepoint.start()
    await calls.recovers()
    await calls.succeeds(10)
    expect(held()).toEqual(before)
    await trail.start()
    await calls.succeeds(10)
    await calls.end()
    const verified = await auditor()
    // Both sides anew each time: a file may still grow by what a service hears of another.
    await expect.poll(() => differences(held(), written()), PATIENT).toEqual([])

    await expect.poll(async () => unlikeTheFiles(await verified()), PATIENT).toEqual([])
    expect(verifiedByCommand()).toMatchObject({ status: 0, stderr: '' })
  },
)

/** `npm run audit -- verify`, while everything runs. */
function verifiedByCommand() {
  const command = join(repositoryRoot, 'packages/tooling/src/commands/audit.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'verify', '--dir', stateDir], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** Logs of which one side has other lines than the other. */
function differences(one: Record<string, string[]>, other: Record<string, string[]>): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((log) => JSON.stringify(one[log]) !== JSON.stringify(other[log]))
}

/** Chains that do not end as the files do. Reading them adds to audit-trail's own log alone. */
function unlikeTheFiles(chains: HeldChain[]): unknown[] {
  const files = written()
  expect(chains.map(({ log }) => log)).toEqual(Object.keys(files))
  return chains.filter(({ log, head, ok, checkpoint }) => {
    const last = z.object({ seq: z.int(), hash: z.string() }).parse(JSON.parse(files[log]!.at(-1)!))
    const same = head?.seq === last.seq && head.hash === last.hash
    return !ok || checkpoint === null || !(same || log === 'audit-trail')
  })
}
