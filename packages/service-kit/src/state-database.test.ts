import { chmodSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStateDatabase } from './state-database.ts'

const modeOf = (file: string) => statSync(file).mode & 0o777

test('nobody else can read the database, nor its journals', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'service')
  const file = join(folder, 'state.sqlite')
  const database = openStateDatabase(file)
  database.exec('create table kept (value text)')
  expect(modeOf(folder)).toBe(0o700)
  expect(readdirSync(folder)).toContain('state.sqlite-wal')
  for (const name of readdirSync(folder)) expect([name, modeOf(join(folder, name))]).toEqual([name, 0o600])
  database.close()
})

test('an older file that others could read is closed to them', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'state.sqlite')
  openStateDatabase(file).close()
  chmodSync(file, 0o644)
  openStateDatabase(file).close()
  expect(modeOf(file)).toBe(0o600)
})
