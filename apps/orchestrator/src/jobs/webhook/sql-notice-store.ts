import { migrate, type SqlDatabase, type SqlSession } from '@chain-of-trust/service-kit'
import type { NoticeStore, StoredNotice } from './notice-store.ts'

// `if not exists`: files from before the steps were counted have the table.
const STEPS = [
  `create table if not exists notice (
    id text primary key, body text not null, attempts bigint not null, next_attempt bigint not null
  )`,
]

/** Notices in SQLite or PostgreSQL. Makes its table when it is missing. */
export async function openNoticeStore(database: SqlDatabase): Promise<NoticeStore> {
  await migrate(database, 'notice', STEPS)

  return {
    async due(now) {
      const sql = 'select * from notice where next_attempt <= ?1 order by next_attempt limit 20'
      return (await database.all(sql, now)).map((row) => ({
        id: String(row['id']),
        body: String(row['body']),
        attempts: Number(row['attempts']),
        nextAttempt: Number(row['next_attempt']),
      }))
    },
    async claim({ id, attempts }, nextAttempt) {
      const sql =
        'update notice set attempts = attempts + 1, next_attempt = ?3 where id = ?1 and attempts = ?2'
      return (await database.run(sql, id, attempts, nextAttempt)) === 1
    },
    async remove(id) {
      await database.run('delete from notice where id = ?1', id)
    },
  }
}

/** Within the transaction of what it tells of. */
export async function addNotice(
  session: SqlSession,
  { id, body, attempts, nextAttempt }: StoredNotice,
): Promise<void> {
  const sql = 'insert into notice (id, body, attempts, next_attempt) values (?1, ?2, ?3, ?4)'
  await session.run(sql, id, body, attempts, nextAttempt)
}
