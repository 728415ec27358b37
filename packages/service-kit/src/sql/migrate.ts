import { createHash } from 'node:crypto'
import { ConfigError } from '../config-error.ts'
import type { SqlDatabase } from './sql-database.ts'

/** Any number, the same in every replica: PostgreSQL lets one of them through at a time. */
const LOCK = 5_432_001

/**
 * Brings the tables of one area up to date: runs the steps that were not run yet, each once, all or none, whatever
 * number of replicas start together.
 *
 * @param area who owns the tables; areas do not share steps
 * @param steps one statement each; append only: what was run once is never edited
 * @throws ConfigError when the database was written by newer code, or a step that ran was edited since
 */
export async function migrate(database: SqlDatabase, area: string, steps: readonly string[]): Promise<void> {
  await database.transaction(async (session) => {
    if (database.dialect === 'postgresql') await session.all('select pg_advisory_xact_lock(?1)', LOCK)
    await session.run(`create table if not exists schema_step (
      area text not null, step bigint not null, digest text not null, primary key (area, step))`)
    const ran = await session.all('select digest from schema_step where area = ?1 order by step', area)
    if (ran.length > steps.length) {
      throw new ConfigError([`the database's ${area} tables were made by a newer version of this program`])
    }
    for (const [index, step] of steps.entries()) {
      const digest = createHash('sha256').update(step).digest('hex')
      const before = ran[index]?.['digest']
      if (before === digest) continue
      if (before !== undefined) {
        throw new ConfigError([`step ${index + 1} of the ${area} tables was edited after it had been run`])
      }
      await session.run(step)
      await session.run(
        'insert into schema_step (area, step, digest) values (?1, ?2, ?3)',
        area,
        index,
        digest,
      )
    }
  })
}
