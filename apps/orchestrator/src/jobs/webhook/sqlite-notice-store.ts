import type { DatabaseSync } from 'node:sqlite'
import type { NoticeStore } from './notice-store.ts'

export function sqliteNoticeStore(database: DatabaseSync): NoticeStore {
  const insert = database.prepare('insert into notice values (?, ?, ?, ?)')
  const due = database.prepare('select * from notice where next_attempt <= ? order by next_attempt limit 20')
  const claim = database.prepare(
    'update notice set attempts = attempts + 1, next_attempt = ? where id = ? and attempts = ?',
  )
  const remove = database.prepare('delete from notice where id = ?')
  return {
    add: async ({ id, body, attempts, nextAttempt }) => void insert.run(id, body, attempts, nextAttempt),
    due: async (now) =>
      due.all(now).map((row) => ({
        id: String(row['id']),
        body: String(row['body']),
        attempts: Number(row['attempts']),
        nextAttempt: Number(row['next_attempt']),
      })),
    claim: async ({ id, attempts }, nextAttempt) => claim.run(nextAttempt, id, attempts).changes === 1,
    remove: async (id) => void remove.run(id),
  }
}
