import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRedis } from '@chain-of-trust/testkit/redis-program'
import { expect, test } from 'vitest'
import { ensureRedis } from './redis.ts'

function folderWith(...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const name of names) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

test('a server is found by REDIS_SERVER_PATH, then on the PATH: Valkey, Redis, or Redis under its other name', () => {
  const both = folderWith('redis-server', 'valkey-server')
  expect(findRedis({ PATH: both, REDIS_SERVER_PATH: '/bin/sh' })?.program).toBe('/bin/sh')
  expect(findRedis({ PATH: both })?.program).toBe(join(both, 'valkey-server'))
  const tools = folderWith('redis-check-rdb')
  expect(findRedis({ PATH: tools })).toEqual({
    program: join(tools, 'redis-check-rdb'),
    argv0: 'redis-server',
  })
  expect(findRedis({ PATH: folderWith() })).toBeUndefined()
})

test('a REDIS_SERVER_PATH that cannot be run is an error, not a reason to take another server', () => {
  expect(() => findRedis({ PATH: folderWith('redis-server'), REDIS_SERVER_PATH: '/nosuch' })).toThrow(
    '/nosuch',
  )
})

test('where there is none it is installed, and where that does not help the error says what to do', () => {
  const said: string[] = []
  const installed: string[] = []
  const found = { program: '/x', argv0: 'redis-server' }
  ensureRedis(
    (line) => said.push(line),
    () => (installed.length > 0 ? found : undefined),
    (name) => installed.push(name) > 0,
  )
  expect(installed).toEqual(['redis-tools'])
  expect(said).toHaveLength(1)
  expect(() =>
    ensureRedis(
      () => {},
      () => undefined,
      () => true,
    ),
  ).toThrow('apt-get install redis-tools')
  expect(() =>
    ensureRedis(
      () => {},
      () => undefined,
      () => false,
    ),
  ).toThrow('REDIS_SERVER_PATH')
})
