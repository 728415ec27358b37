import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from './config-error.ts'
import { openRevocations } from './revocations.ts'

const folder = mkdtempSync(join(tmpdir(), 'revocations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const alice = { tid: 't', oid: 'alice' }
const bob = { tid: 't', oid: 'bob' }
const NOW = 1_800_000_000
const HOUR = 3600
let runs = 0
const fresh = () => ({ STATE_DIR: join(folder, String((runs += 1))) })

test('a revocation outlives the process, to the instant', () => {
  const config = fresh()
  const first = openRevocations('x', config, () => NOW)
  first.revoke(alice, NOW + 0.2)
  first.revoke(alice, NOW - 100)
  // Not closed: a crash closes nothing.
  const second = openRevocations('x', config, () => NOW)
  expect(second.revokedBefore(alice)).toBe(NOW + 1)
  expect(second.revokedBefore(bob)).toBeUndefined()
  first.close()
  second.close()
})

test('what no token can be older than is forgotten', () => {
  const config = fresh()
  let time = NOW
  const list = openRevocations('x', config, () => time)
  list.revoke(alice, NOW)
  time += 28 * HOUR
  list.revoke(bob, time)
  list.close()
  const later = openRevocations('x', config, () => NOW + 28 * HOUR)
  expect(later.revokedBefore(alice)).toBe(NOW)
  later.close()
  const latest = openRevocations('x', config, () => NOW + 30 * HOUR)
  expect(latest.revokedBefore(alice)).toBeUndefined()
  expect(latest.revokedBefore(bob)).toBe(NOW + 28 * HOUR)
  latest.close()
})

test('the list is not known before somebody has caught up, after a restart again', () => {
  const config = fresh()
  const list = openRevocations('x', config)
  expect(list.known()).toBe(false)
  list.caughtUp()
  expect(list.known()).toBe(true)
  list.close()
  const again = openRevocations('x', config)
  expect(again.known()).toBe(false)
  again.close()
})

test('nobody else on the machine can read who was revoked', () => {
  const config = fresh()
  const list = openRevocations('x', config)
  list.revoke(alice, NOW)
  const files = readdirSync(join(config.STATE_DIR, 'x'))
  expect(files).toContain('revocations.sqlite')
  for (const file of files) expect(statSync(join(config.STATE_DIR, 'x', file)).mode & 0o077).toBe(0)
  list.close()
})

test('what cannot be stored is refused all the same, and the caller hears that it is not stored', () => {
  const list = openRevocations('x', fresh())
  list.close()
  expect(() => list.revoke(alice, NOW)).toThrow('finalized')
  expect(list.revokedBefore(alice)).toBe(NOW)
})

test('a file that is no database keeps the service from starting', () => {
  const config = fresh()
  mkdirSync(join(config.STATE_DIR, 'x'), { recursive: true })
  writeFileSync(
    join(config.STATE_DIR, 'x', 'revocations.sqlite'),
    'not a database, but long enough'.repeat(200),
  )
  expect(() => openRevocations('x', config)).toThrow(ConfigError)
})
