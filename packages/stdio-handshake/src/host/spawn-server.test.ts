import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { spawnServer } from './spawn-server.ts'

const env = { PATH: process.env['PATH'] ?? '' }

test('a server cannot leave a core file', { tags: ['STD-2'] }, async ({ skip }) => {
  if (process.platform === 'win32') skip('Windows has no core files and no ulimit.')
  const child = spawnServer('sh', ['-c', 'ulimit -c; ulimit -Hc'], { env })
  expect(await text(child.stdout)).toBe('0\n0\n')
})

test('arguments arrive as they are, and are never a script', async () => {
  const args = ['$(id)', '; id', "'", '"', '-x', '']
  const child = spawnServer(
    process.execPath,
    ['-p', 'JSON.stringify(process.argv.slice(1))', '--', ...args],
    { env },
  )
  expect(JSON.parse(await text(child.stdout))).toEqual(args)
})

test('the process is the server itself: its id, its exit code, its environment', async () => {
  const script =
    'process.stdout.write(`${process.pid} ${JSON.stringify(Object.keys(process.env).sort())}`); process.exitCode = 7'
  const child = spawnServer(process.execPath, ['-e', script], { env: { ...env, ONE: '1' } })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const [pid, names] = said.trim().split(' ') as [string, string]
  expect(Number(pid)).toBe(child.pid)
  // The shell sets its own working directory.
  expect(
    (JSON.parse(names) as string[]).filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)),
  ).toEqual(['ONE', 'PATH'])
  expect(code).toBe(7)
})

test.skipIf(process.platform === 'win32')('a command that is not there ends with 127', async () => {
  const child = spawnServer('/nonexistent/server', [], { env })
  expect(await once(child, 'exit')).toEqual([127, null])
})

test('a server that ends at once does not bring the launcher down', async () => {
  const child = spawnServer(process.execPath, ['-e', ''], { env })
  await once(child, 'exit')
  child.stdin.write('too late\n')
  await once(child.stdin, 'close')
  expect(child.exitCode).toBe(0)
})
