import { openStateDatabase } from '@chain-of-trust/service-kit'
import { createHash, randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/**
 * What must outlive a restart: sign-ins, consents, refresh tokens, what the console changed. Cookies, codes and
 * tokens are stored as SHA-256 digests: a copy of the file signs nobody in. Times are epoch seconds.
 */
const SCHEMA = `
  create table if not exists account (
    oid text primary key, enabled integer, sessions_valid_from integer not null default 0
  ) strict;
  create table if not exists browser_session (
    browser text not null, oid text not null, sid text not null, authenticated_at integer not null,
    acrs text not null, expires_at integer not null, primary key (browser, oid)
  ) strict;
  create table if not exists interaction (
    id text primary key, browser text not null, body text not null, expires_at integer not null
  ) strict;
  create table if not exists authorization_code (
    code text primary key, family text not null, body text not null, redeemed_at integer,
    expires_at integer not null
  ) strict;
  create table if not exists device_code (
    device text primary key, user_code text not null, family text not null, body text not null,
    state text not null default 'pending', approval text, polled_at integer, expires_at integer not null
  ) strict;
  create index if not exists device_code_user_code on device_code (user_code);
  create table if not exists refresh_token (
    token text primary key, family text not null, sid text, body text not null, rotated_at integer,
    expires_at integer not null
  ) strict;
  create index if not exists refresh_token_family on refresh_token (family);
  create index if not exists refresh_token_sid on refresh_token (sid);
  create table if not exists consent (
    oid text not null, client text not null, resource text not null, scope text not null,
    granted_at integer not null, primary key (oid, client, resource, scope)
  ) strict, without rowid;
  create table if not exists setting (name text primary key, value text not null) strict;
`

/** Columns that tables got later. An older file gets them when it is opened. */
const ADDED_COLUMNS: readonly (readonly [table: string, column: string, type: string])[] = [
  ['account', 'tokens_valid_from', 'integer not null default 0'],
  ['account', 'risk', `text not null default 'none'`],
  ['account', 'device', `text not null default 'compliant'`],
  ['account', 'location', 'text'],
  ['account', 'password_changed_at', 'integer'],
  ['account', 'mfa_registered', 'integer'],
  ['browser_session', 'mfa_at', 'integer'],
]

/** @param file path, or `:memory:` */
export function openDatabase(file: string): DatabaseSync {
  const database = openStateDatabase(file)
  // A power cut may cost the mock its last moments: tests sign in a thousand times.
  database.exec('pragma synchronous = normal')
  database.exec(SCHEMA)
  for (const [table, column, type] of ADDED_COLUMNS) {
    const known = database.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column)
    if (known === undefined) database.exec(`alter table ${table} add column ${column} ${type}`)
  }
  return database
}

/** All of it is stored, or nothing. */
export function transaction(database: DatabaseSync, work: () => void): void {
  database.exec('begin immediate')
  try {
    work()
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

/** Drops what has expired; redeemed codes and rotated refresh tokens stay until then, to be recognised. */
export function prune(database: DatabaseSync, now: number): void {
  for (const table of [
    'browser_session',
    'interaction',
    'authorization_code',
    'device_code',
    'refresh_token',
  ]) {
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
