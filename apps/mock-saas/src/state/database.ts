import { createHash, randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { openStateDatabase } from '@chain-of-trust/service-kit'

/** Cookies, codes and tokens are stored as SHA-256 digests. Times are epoch milliseconds. */
const SCHEMA = `
  create table if not exists interaction (
    id text primary key, provider text not null, browser text not null, step text not null, body text not null,
    expires_at integer not null
  ) strict;
  create table if not exists authorization_code (
    code text primary key, provider text not null, body text not null, grant_id text, expires_at integer not null
  ) strict;
  create table if not exists oauth_grant (
    id text primary key, provider text not null, account text not null, client_id text not null,
    scopes text not null, rotations integer not null default 0, reuse_detected integer not null default 0,
    revoked_at integer, created_at integer not null
  ) strict;
  create table if not exists token (
    digest text primary key, grant_id text not null, kind text not null, scopes text not null,
    rotated_at integer, expires_at integer not null
  ) strict;
  create index if not exists token_grant on token (grant_id);
  create table if not exists setting (name text primary key, value text not null) strict;
`

/** @param file path, or `:memory:` */
export function openDatabase(file: string): DatabaseSync {
  const database = openStateDatabase(file)
  // A power cut may cost the mock its last moments; the end of its process does not.
  database.exec('pragma synchronous = normal')
  database.exec(SCHEMA)
  return database
}

/** All of it is stored, or nothing. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

/** Drops what has expired; used codes and rotated tokens stay until then, to be recognised. */
export function prune(database: DatabaseSync, now: number): void {
  for (const table of ['interaction', 'authorization_code', 'token']) {
    database.prepare(`delete from ${table} where expires_at < ?`).run(now)
  }
}

/** A value kept under a name, made once. */
export function setting(database: DatabaseSync, name: string, make: () => string): string {
  const found = database.prepare('select value from setting where name = ?').get(name)
  if (found !== undefined) return String(found['value'])
  const value = make()
  database.prepare('insert into setting (name, value) values (?, ?)').run(name, value)
  return value
}

/** 256 random bits, base64url: guessing one is not an attack. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Under which a random token is stored. It has all its entropy, so a plain digest is enough. */
export function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
