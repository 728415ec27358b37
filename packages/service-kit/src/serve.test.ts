import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startOtlpReceiver } from '@chain-of-trust/testkit'
import { startPostgres } from '@chain-of-trust/testkit/postgres'
import { expect, test } from 'vitest'

const SERVICE = fileURLToPath(new URL('service-with-database.fixture.ts', import.meta.url))

function start(...settings: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [SERVICE, ...settings], { encoding: 'utf8' })
  return { status, stderr }
}

test('a database that is away, or that refuses, is said in words, without a stack or the password', async () => {
  const postgres = await startPostgres()
  const wrong = join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'password')
  writeFileSync(wrong, 'not-the-password')

  const refused = start(postgres.url, wrong)
  expect(refused.status).toBe(1)
  expect(refused.stderr).toMatch(
    /^example: PostgreSQL refused: .+; mend DATABASE_URL or DATABASE_PASSWORD_FILE.*\n$/,
  )
  expect(refused.stderr).not.toContain('not-the-password')

  await postgres.stop()
  const away = start(postgres.url, wrong)
  expect(away.status).toBe(1)
  expect(away.stderr).toMatch(
    /^example: the database does not answer \(.*ECONNREFUSED.*\): start PostgreSQL.*\n$/,
  )

  expect(start()).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^example: the database does not answer \(unable to open .+\): see to the disk .*\n$/,
    ),
  })
}, 60_000)

test('what a service measures while it closes is still sent', async () => {
  const otlp = await startOtlpReceiver()
  const file = fileURLToPath(new URL('service-that-closes.fixture.ts', import.meta.url))
  const last = async () => {
    const [status] = await once(spawn(process.execPath, [file, otlp.url], { stdio: 'inherit' }), 'exit')
    expect(status).toBe(0)
    return otlp.points().map(({ service, metric, value }) => ({ service, metric, value }))
  }
  // It gives the collector a moment only: on a busy machine that may be too short once.
  await expect
    .poll(last, { timeout: 60_000 })
    .toContainEqual({ service: 'example', metric: 'chain_of_trust.audit.records', value: 1 })
  otlp.close()
}, 120_000)

test('neither who reads a stream nor who says nothing keeps a service from what it does last', async () => {
  const file = fileURLToPath(new URL('service-that-streams.fixture.ts', import.meta.url))
  const service = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  service.stdout.setEncoding('utf8')
  const [port] = (await once(service.stdout, 'data')) as [string]
  const silent = connect(Number(port), '127.0.0.1')
  await once(silent, 'connect')
  const stream = await fetch(`http://127.0.0.1:${port}/`)
  const last = once(service.stdout, 'data')
  const exit = once(service, 'exit')
  service.kill('SIGTERM')
  expect(await stream.text()).toBe('begun\nended\n')
  expect(await exit).toEqual([0, null])
  expect(await last).toEqual(['closed in good order'])
}, 60_000)
