import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { memoryRevocations, type RevocationList } from '@chain-of-trust/auth-core'
import { ConfigError } from './config-error.ts'
import { openStateDatabase } from './state-database.ts'

/** Revocations that outlive the process. */
export interface RevocationStore extends RevocationList {
  /** From now on the list is complete, as far as anybody can know. */
  caughtUp(): void | Promise<void>
  close(): void | Promise<void>
}

export interface StoredRevocations extends RevocationStore {
  revoke(...revocation: Parameters<RevocationList['revoke']>): void
  caughtUp(): void
  close(): void
}

/** Seconds: no access token lives longer than 28 hours, and no clock is an hour off. */
export const KEPT = 29 * 60 * 60

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS revocation (
    tid TEXT NOT NULL, oid TEXT NOT NULL, before INTEGER NOT NULL, PRIMARY KEY (tid, oid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS revocation_before ON revocation (before);
`

/**
 * The revocations of one service, in a file under its STATE_DIR: asked in memory, and on the disk before anybody
 * is told that they were heard. Not `known` until `caughtUp`: what happened while the service was down is not in
 * the file.
 * @param now epoch seconds
 * @throws ConfigError when the file cannot be used
 */
export function openRevocations(
  service: string,
  { STATE_DIR }: { STATE_DIR: string },
  now = () => Date.now() / 1000,
): StoredRevocations {
  const database = open(join(STATE_DIR, service))
  const upsert = database.prepare(
    `INSERT INTO revocation VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET before = max(before, excluded.before)`,
  )
  const forget = database.prepare('DELETE FROM revocation WHERE before < ?')
  let complete = false
  const list = memoryRevocations({ known: () => complete })

  forget.run(Math.floor(now() - KEPT))
  // The oldest first: it is the first to be forgotten when there are too many.
  for (const row of database.prepare('SELECT tid, oid, before FROM revocation ORDER BY before').all()) {
    list.revoke({ tid: String(row['tid']), oid: String(row['oid']) }, Number(row['before']))
  }

  return {
    ...list,
    revoke(subject, before) {
      try {
        upsert.run(subject.tid, subject.oid, Math.ceil(before))
        forget.run(Math.floor(now() - KEPT))
      } finally {
        // A full disk must not keep the door open: this process refuses, and hears of it again.
        list.revoke(subject, before)
      }
    },
    caughtUp: () => void (complete = true),
    close: () => database.close(),
  }
}

function open(folder: string): DatabaseSync {
  const file = join(folder, 'revocations.sqlite')
  try {
    const database = openStateDatabase(file)
    database.exec(SCHEMA)
    return database
  } catch (error) {
    throw new ConfigError([`${file}: ${error instanceof Error ? error.message : String(error)}`])
  }
}
