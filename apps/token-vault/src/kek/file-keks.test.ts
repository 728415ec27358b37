import { chmodSync, mkdtempSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@chain-of-trust/service-kit'
import { beforeEach, expect, test } from 'vitest'
import { GRACE, openFileKeks } from './file-keks.ts'
import { KekUnavailable } from './keks.ts'

const DATA_KEY = Buffer.alloc(32, 7)
const AAD = Buffer.from('row')

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'chain-of-trust-')), 'kek')
})
const modeOf = (file: string) => statSync(file).mode & 0o777

test('makes keys of 32 bytes that our account alone can read', async () => {
  const id = await openFileKeks(folder).renew()
  expect(modeOf(folder)).toBe(0o700)
  expect(readdirSync(folder)).toEqual([`${id}.key`])
  expect(modeOf(join(folder, `${id}.key`))).toBe(0o600)
  expect(statSync(join(folder, `${id}.key`)).size).toBe(32)
})

test('the newest is the current one, whatever the files say of their age', async () => {
  const keks = openFileKeks(folder)
  const ids: string[] = []
  for (let made = 0; made < 11; made++) ids.push(await keks.renew())
  utimesSync(join(folder, `${ids[0]}.key`), new Date(), new Date(Date.now() + 60_000))
  expect(await keks.list()).toEqual(ids)
  expect(await keks.current()).toBe(ids.at(-1))
})

test('a running vault takes up a key that another process made', async () => {
  const running = openFileKeks(folder)
  const old = await running.renew()
  const id = await openFileKeks(folder).renew()
  expect(await running.current()).toBe(id)
  const wrapped = await openFileKeks(folder).wrap(id, DATA_KEY, AAD)
  expect(Buffer.from(await running.unwrap(id, wrapped, AAD))).toEqual(DATA_KEY)
  expect(await running.list()).toEqual([old, id])
})

test('a key that is gone is named, with where it is looked for', async () => {
  const keks = openFileKeks(folder)
  const id = await keks.renew()
  const wrapped = await keks.wrap(id, DATA_KEY, AAD)
  renameSync(join(folder, `${id}.key`), join(folder, 'elsewhere'))
  const restarted = openFileKeks(folder)
  await expect(restarted.unwrap(id, wrapped, AAD)).rejects.toThrow(`${join(folder, id)}.key is not there`)
  await expect(restarted.unwrap(id, wrapped, AAD)).rejects.toThrow(KekUnavailable)
  await expect(restarted.current()).rejects.toThrow(KekUnavailable)
  renameSync(join(folder, 'elsewhere'), join(folder, `${id}.key`))
  expect(Buffer.from(await restarted.unwrap(id, wrapped, AAD))).toEqual(DATA_KEY)
})

test('an id from a row does not lead out of the folder', async () => {
  const keks = openFileKeks(folder)
  await keks.renew()
  writeFileSync(join(folder, '..', '0001-aaaaaaaa.key'), DATA_KEY, { mode: 0o600 })
  await expect(keks.unwrap('../0001-aaaaaaaa', DATA_KEY, AAD)).rejects.toThrow(KekUnavailable)
})

test.each([
  ['0001-0a0a0a0a.key', Buffer.alloc(31), 0o600, 'must hold 32 bytes'],
  ['0001-0a0a0a0a.key', Buffer.alloc(32), 0o644, 'others can read it'],
  ['mine.key', Buffer.alloc(32), 0o600, 'no key of ours'],
])('does not start with %s that is wrong (%#)', { tags: ['VLT-1'] }, async (name, content, mode, problem) => {
  openFileKeks(folder)
  writeFileSync(join(folder, name), content)
  chmodSync(join(folder, name), mode)
  expect(() => openFileKeks(folder)).toThrow(ConfigError)
  expect(() => openFileKeks(folder)).toThrow(problem)
})

test('an old key goes when it has had a successor for a while, and never the current one', async () => {
  let now = Date.now()
  const keks = openFileKeks(folder, () => now)
  const old = await keks.renew()
  await expect(keks.retire(old)).rejects.toThrow('is the current one')
  const current = await keks.renew()
  await expect(keks.retire(old)).rejects.toThrow(/until a moment ago; try again in \d+ s/)
  expect(await keks.list()).toEqual([old, current])
  now += GRACE + 1000
  expect(await keks.retire(old)).toContain(`${old}.key`)
  expect(await keks.list()).toEqual([current])
  await expect(keks.unwrap(old, DATA_KEY, AAD)).rejects.toThrow(KekUnavailable)
  await expect(keks.retire(current)).rejects.toThrow('is the current one')
})
