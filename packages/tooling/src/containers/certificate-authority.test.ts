import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { createServer, connect, type TLSSocket } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ensureServerCertificate, openCertificateAuthority } from './certificate-authority.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const newFolder = () => mkdtempSync(join(tmpdir(), 'authority-'))
const text = (...path: string[]) => readFileSync(join(...path), 'utf8')

/** A handshake with a server that has what lies in a folder. @returns undefined, or why it failed */
async function greet(folder: string, servername: string, ca: string): Promise<string | undefined> {
  const server = createServer({ key: text(folder, 'server.key'), cert: text(folder, 'server.pem') })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return new Promise((done) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername, ca }, () => {
      done(undefined)
      socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code))
  })
}

test('a server is known by its name and by who signed it', async () => {
  const folder = newFolder()
  const authority = await openCertificateAuthority(newFolder())
  expect(await ensureServerCertificate('valkey', folder, authority)).toHaveLength(1)
  const other = await openCertificateAuthority(newFolder())
  expect(await greet(folder, 'valkey', text(folder, 'ca.pem'))).toBeUndefined()
  expect(await greet(folder, 'orchestrator-db', authority.certificate)).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  expect(await greet(folder, 'valkey', other.certificate)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
})

test('a certificate is kept while it has a month left and its authority is the same', async () => {
  const folder = newFolder()
  const home = newFolder()
  const authority = await openCertificateAuthority(home)
  await ensureServerCertificate('valkey', folder, authority)
  const first = text(folder, 'server.pem')
  const again = await openCertificateAuthority(home)
  expect(await ensureServerCertificate('valkey', folder, again)).toEqual([])
  expect(text(folder, 'server.pem')).toBe(first)
  const late = () => Date.now() + 340 * DAY_MS
  expect(await ensureServerCertificate('valkey', folder, again, late)).toHaveLength(1)
  expect(text(folder, 'server.pem')).not.toBe(first)
  const other = await openCertificateAuthority(newFolder())
  expect(await ensureServerCertificate('valkey', folder, other)).toHaveLength(1)
  expect(await greet(folder, 'valkey', other.certificate)).toBeUndefined()
})

test('an authority that could not outlive what it signs is made anew', async () => {
  const home = newFolder()
  const { certificate } = await openCertificateAuthority(home)
  expect((await openCertificateAuthority(home)).certificate).toBe(certificate)
  const late = () => Date.now() + 3300 * DAY_MS
  expect((await openCertificateAuthority(home, late)).certificate).not.toBe(certificate)
})

test('the key of the authority is its own', async () => {
  const home = newFolder()
  await openCertificateAuthority(home)
  expect(statSync(join(home, 'key.pem')).mode & 0o777).toBe(0o600)
})
