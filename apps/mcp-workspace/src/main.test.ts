import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import {
  connect,
  killStarted,
  RESOURCE,
  serveKeys,
  startsWith,
  token,
  TOKEN,
} from './server-process.fixture.ts'

// Each test starts a process or two.
vi.setConfig({ testTimeout: 60_000 })

const keys = await serveKeys()
afterAll(() => keys.close())
const start = startsWith(keys.url)
afterEach(killStarted)

describe('nothing around the process holds a token', () => {
  test('one in its environment is found, named and not repeated', { tags: ['STD-1', 'PIT-2'] }, async () => {
    const secret = await token()
    const server = start({ environment: { IDE_SETTINGS_TOKEN: secret } })
    expect((await server.exit).code).toBe(78)
    expect(server.stderr()).toContain('IDE_SETTINGS_TOKEN')
    expect(server.stderr()).not.toMatch(TOKEN)
    expect(server.lines).toEqual([])
    expect(server.audit().records).toEqual(['token_accepted failure credential_in_environment'])
  })

  test('one in its arguments is found, and not repeated', async () => {
    const server = start({ args: ['--root', '.', `--token=${await token()}`] })
    expect((await server.exit).code).toBe(78)
    expect(server.stderr()).toContain('Argument 3')
    expect(server.stderr()).not.toMatch(TOKEN)
    expect(server.audit().records).toEqual(['token_accepted failure credential_in_arguments'])
  })

  test('no core file, no inspector, no NODE_OPTIONS, no compiled code from elsewhere', async () => {
    const cache = join(tmpdir(), 'compiled-elsewhere')
    const server = start({
      environment: { NODE_OPTIONS: '--require=/nowhere.js', NODE_COMPILE_CACHE: cache },
    })
    const { call } = await connect(await server.greet())
    await call('list_files')
    const { pid } = server.child
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s+0/)
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('--disable-sigusr1')
    for (const file of ['environ', 'cmdline'])
      expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toMatch(TOKEN)
    server.child.kill('SIGUSR1')
    expect((await call('list_files')).isError).toBeFalsy()
    expect(server.stderr()).not.toMatch(/Debugger/)
    server.child.kill('SIGTERM')
    await server.exit
    // Node writes there, at its end, what it would load the next time.
    expect(existsSync(cache)).toBe(false)
  })
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends it cleanly', async (signal) => {
  const server = start()
  const { call } = await connect(await server.greet())
  await call('list_files')
  server.child.kill(signal)
  expect(await server.exit).toEqual({ code: 0, signal: null })
  expect(server.audit().whole).toBe(true)
})

test('a signal before the handshake ends it too', async () => {
  const server = start()
  await server.line(0)
  server.child.kill('SIGTERM')
  expect((await server.exit).code).toBe(0)
})

test.each<[string, string[], number, RegExp]>([
  ['no folder', [], 64, /--root FOLDER/],
  ['a folder that is not there', ['--root', '/nowhere/at/all'], 78, /no such folder/],
  ['the whole disk', ['--root', '/'], 78, /project folder/],
  ['help', ['--help'], 0, /^$/],
])('started with %s, it says so', async (_what, args, code, says) => {
  const server = start({ args })
  expect((await server.exit).code).toBe(code)
  expect(server.stderr()).toMatch(says)
  expect(server.stderr()).not.toMatch(/\n\s+at /)
})

test('two servers at once each have their log', async () => {
  const first = start()
  await first.line(0)
  const second = start({ environment: { STATE_DIR: first.workspace.stateDir } })
  const hello = await second.line(0)
  expect(hello['resource']).toBe(RESOURCE)
  for (const { child } of [first, second]) child.stdin.end()
  await Promise.all([first.exit, second.exit])
  expect(first.audit()).toMatchObject({ whole: true, records: ['token_accepted failure frame_missing'] })
  expect(readFileSync(`${first.stateOf('audit')}/mcp-workspace.2.jsonl`, 'utf8')).toContain('frame_missing')
})
