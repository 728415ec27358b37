import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestAuthority } from '@chain-of-trust/testkit/certificates'
import { startPostgres, type TestPostgres } from '@chain-of-trust/testkit/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqlDatabase } from './open-sql-database.ts'
import { DatabaseUnavailable } from './sql-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
const ca = join(folder, 'ca.pem')
const stranger = join(folder, 'stranger.pem')
let postgres: TestPostgres
let port: string
beforeAll(async () => {
  const authority = await createTestAuthority()
  writeFileSync(ca, authority.certificate)
  writeFileSync(stranger, (await createTestAuthority()).certificate)
  postgres = await startPostgres(await authority.issue('localhost'))
  port = new URL(postgres.url).port
}, 30_000)
afterAll(() => postgres.stop(), 30_000)

/** How we are connected, or why not. */
async function connect(host: string, query: string): Promise<unknown> {
  const url = `postgresql://tests@${host}:${port}/postgres${query}`
  const database = await openSqlDatabase(
    { DATABASE_URL: url, DATABASE_PASSWORD_FILE: postgres.passwordFile },
    '',
  )
  try {
    const [row] = await database.all('select ssl, version from pg_stat_ssl where pid = pg_backend_pid()')
    return row
  } catch (error) {
    return error
  } finally {
    await database.close()
  }
}

test('with the authority of its certificate and its name, the server is believed, and gets the password by SCRAM', async () => {
  const row = await connect('localhost', `?sslmode=verify-full&sslrootcert=${ca}`)
  expect(row).toEqual({ ssl: true, version: 'TLSv1.3' })
})

test('a certificate of another authority, or for another name, is not: that is an outage, and no way in', async () => {
  for (const [host, authority, code] of [
    ['localhost', stranger, /CERT|SIGNATURE|ISSUER/],
    ['127.0.0.1', ca, /^ERR_TLS_CERT_ALTNAME_INVALID$/],
  ] as const) {
    const failure = await connect(host, `?sslmode=verify-full&sslrootcert=${authority}`)
    expect(failure).toBeInstanceOf(DatabaseUnavailable)
    expect((failure as Error).cause).toMatchObject({ code: expect.stringMatching(code) })
  }
})

test('without TLS the server lets nobody in', async () => {
  const failure = await connect('127.0.0.1', '')
  expect(failure).toBeInstanceOf(Error)
  expect((failure as Error).message).toContain('no encryption')
})
