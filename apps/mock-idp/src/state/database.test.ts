import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { PEOPLE } from '../directory.ts'
import { openAccounts } from './accounts.ts'
import { openBrowserSessions } from './browser-sessions.ts'
import { digest, openDatabase } from './database.ts'

test('a file from before the signals were known is opened, and keeps what it holds', () => {
  const [alice] = PEOPLE
  const file = join(mkdtempSync(join(tmpdir(), 'mock-idp-')), 'state.sqlite')
  const old = new DatabaseSync(file)
  old.exec(`
    create table account (oid text primary key, enabled integer, sessions_valid_from integer not null default 0) strict;
    create table browser_session (
      browser text not null, oid text not null, sid text not null, authenticated_at integer not null,
      acrs text not null, expires_at integer not null, primary key (browser, oid)
    ) strict;
    insert into account values ('${alice!.oid}', 0, 1000);
    insert into browser_session values ('${digest('b')}', '${alice!.oid}', 's', 1000, '["c1"]', 9000);
  `)
  old.close()

  // Twice: what was added is not added again.
  openDatabase(file).close()
  const database = openDatabase(file)
  const accounts = openAccounts(database, PEOPLE, { now: () => 2000, tenant: 't' })
  expect(accounts.find(alice!.oid)).toMatchObject({
    accountEnabled: false,
    mfaRegistered: true,
    sessionsValidFrom: 1000,
    tokensValidFrom: 1000,
    risk: 'none',
    device: 'compliant',
    location: 'Headquarters',
  })
  const sessions = openBrowserSessions(database, () => 2000)
  expect(sessions.list('b')).toEqual([{ oid: alice!.oid, sid: 's', authenticatedAt: 1000, acrs: ['c1'] }])
  sessions.addSecondFactor('b', alice!.oid, ['c2'])
  expect(sessions.list('b')).toMatchObject([{ acrs: ['c1', 'c2'], mfaAt: 2000 }])
  database.close()
})
