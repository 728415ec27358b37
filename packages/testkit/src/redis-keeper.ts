/**
 * Runs one Redis (or Valkey) as long as somebody holds the other end of stdin, and starts and stops it by the lines
 * that come in: `start`, `start empty`, `kill`. Answers each with the server's process id. A process of its own: a
 * test that is killed cannot stop anything, but its pipe closes.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [program, argv0, folder] = process.argv.slice(2) as [string, string, string]
const READY = 'Ready to accept connections'
let server: ChildProcess | undefined

try {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'kill') await kill()
    if (line === 'start empty') rmSync(join(folder, 'dump.rdb'), { force: true })
    if (line.startsWith('start')) server = await start()
    process.stdout.write(`${server?.pid ?? 0}\n`)
  }
} finally {
  await kill()
  rmSync(folder, { recursive: true, force: true })
}

async function kill(): Promise<void> {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
  const exited = once(server, 'exit')
  // Also ends one that was stopped by SIGSTOP; and no dying server writes a snapshot.
  server.kill('SIGKILL')
  await exited
}

async function start(): Promise<ChildProcess> {
  const child = spawn(program, [join(folder, 'redis.conf')], {
    argv0,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { LC_ALL: 'C' },
  })
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (said.includes(READY)) return
    said += chunk
    if (said.includes(READY)) resolve()
  })
  child.once('error', reject).once('exit', () => reject(new Error(`Redis ended: ${said}`)))
  await promise
  return child
}
