import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createClient } from '@redis/client'
import { createTestAuthority } from './certificates.ts'
import { findRedis } from './redis-program.ts'
import { freePort } from './free-port.ts'

export interface TestRedisOptions {
  /** TLS only, with a certificate for localhost of an authority of its own. */
  tls?: boolean
  /** Asks the default user for a password. */
  password?: boolean
  /** Lines of an ACL file. */
  users?: readonly string[]
  /** Further settings. */
  settings?: Readonly<Record<string, string>>
}

export interface TestRedis {
  /** Without a password, as `REDIS_URL` wants it. */
  url: string
  port: number
  /** Of the default user; undefined where it needs none. */
  passwordFile: string | undefined
  /** PEM of who signed its certificate. */
  caFile: string | undefined
  /** A command of the administrator. */
  admin: (...command: string[]) => Promise<unknown>
  /** It is there, and says nothing: a host that hangs, or a connection whose other end is gone. */
  pause: () => void
  resume: () => void
  /** Gone without a word, as by kill -9. */
  kill: () => Promise<void>
  /** There again, on the same port. `empty`: without what `admin('SAVE')` had written. */
  start: (options?: { empty?: boolean }) => Promise<void>
  /** The end of it, and of its files. */
  stop: () => Promise<void>
}

/**
 * Starts a real Redis or Valkey of its own on a free loopback port. It is gone after `stop`, and when this process
 * is, however that ended. It writes nothing to the disk unless told by `SAVE`.
 * @throws Error that says what to install
 */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const found = findRedis()
  if (found === undefined)
    throw new Error(
      'These tests need valkey-server or redis-server on the PATH (Debian: apt-get install redis-tools)',
    )
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-redis-'))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const port = await freePort()
  const password = options.password === true ? randomBytes(16).toString('hex') : undefined
  const authority = options.tls === true ? await createTestAuthority() : undefined
  const settings: Record<string, string> = { bind: '127.0.0.1', dir: folder, save: '""', ...options.settings }
  if (password !== undefined) settings['requirepass'] = password
  if (authority === undefined) settings['port'] = String(port)
  else {
    const { certificate, key } = await authority.issue('localhost')
    settings['port'] = '0'
    settings['tls-port'] = String(port)
    settings['tls-auth-clients'] = 'no'
    settings['tls-cert-file'] = write('server.pem', certificate)
    settings['tls-key-file'] = write('server.key', key)
    settings['tls-ca-cert-file'] = write('ca.pem', authority.certificate)
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  write('redis.conf', [...lines, ...(options.users ?? []), ''].join('\n'))

  const script = fileURLToPath(new URL('redis-keeper.ts', import.meta.url))
  const keeper = spawn(process.execPath, [script, found.program, found.argv0, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(keeper, 'exit')
  const answers = createInterface({ input: keeper.stdout })
  let pid = 0
  const tell = async (line: string) => {
    const answer = once(answers, 'line')
    keeper.stdin.write(`${line}\n`)
    const said = await Promise.race([answer, exited.then(() => undefined)])
    if (said === undefined) throw new Error('Redis did not start; the reason is above')
    pid = Number(said[0])
  }
  await tell('start')

  const url = `${authority === undefined ? 'redis://127.0.0.1' : 'rediss://localhost'}:${port}`
  return {
    url,
    port,
    passwordFile: password === undefined ? undefined : write('password', `${password}\n`),
    caFile: settings['tls-ca-cert-file'],
    async admin(...command) {
      const client = createClient({
        url,
        ...(password === undefined ? {} : { password }),
        ...(authority === undefined ? {} : { socket: { tls: true, ca: authority.certificate } }),
      })
      client.on('error', () => {})
      await client.connect()
      try {
        return await client.sendCommand(command)
      } finally {
        client.destroy()
      }
    },
    pause: () => void process.kill(pid, 'SIGSTOP'),
    resume: () => void process.kill(pid, 'SIGCONT'),
    kill: () => tell('kill'),
    start: ({ empty = true } = {}) => tell(empty ? 'start empty' : 'start'),
    stop: async () => {
      keeper.stdin.end()
      await exited
    },
  }
}
