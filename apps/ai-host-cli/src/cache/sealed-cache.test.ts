import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { keyPlaces, type KeyPlace, type KeyPlaces } from './cache-key.ts'
import { openSealedCache, type SealedCache, type SealedCacheOptions } from './sealed-cache.ts'

const folderOf = () => mkdtempSync(join(tmpdir(), 'sealed-cache-'))
let unreadable = 0

function open(folder: string, changes: Partial<SealedCacheOptions> = {}): SealedCache {
  return openSealedCache({
    folder,
    places: keyPlaces(folder),
    wanted: 'file',
    owner: ['issuer', 'client'],
    onUnreadable: () => unreadable++,
    ...changes,
  })
}

/** The system's places, with a keychain under the test's control. */
function placesWith(folder: string, keychain: { key?: Uint8Array; broken?: boolean }): KeyPlaces {
  const files = keyPlaces(folder)
  const check = () => {
    if (keychain.broken === true) throw new Error('locked')
  }
  return {
    async read(place: KeyPlace) {
      if (place === 'file') return files.read(place)
      check()
      return keychain.key
    },
    async write(place, key) {
      if (place === 'file') return files.write(place, key)
      check()
      keychain.key = key
    },
    async remove(place) {
      if (place === 'file') return files.remove(place)
      check()
      delete keychain.key
    },
  }
}

test('what is kept is read again by another process, and stands in no file in clear', async () => {
  const folder = folderOf()
  const cache = open(folder)
  await cache.write('session', 'the refresh token')
  expect(await open(folder).read('session')).toBe('the refresh token')
  for (const file of ['cache.sqlite', 'cache.sqlite-wal', 'cache.key']) {
    const found = {
      clear: readFileSync(join(folder, file)).includes('refresh token'),
      mode: statSync(join(folder, file)).mode & 0o777,
    }
    expect({ file, ...found }).toEqual({ file, clear: false, mode: 0o600 })
  }
})

test('without its key it is unreadable: said once, removed, and a new one begins', async () => {
  const folder = folderOf()
  await open(folder).write('session', 'old')
  rmSync(join(folder, 'cache.key'))
  const before = unreadable
  const cache = open(folder)
  expect(await cache.read('session')).toBeUndefined()
  expect(await cache.read('session')).toBeUndefined()
  expect(unreadable - before).toBe(1)
  await cache.write('session', 'new')
  expect(await open(folder).read('session')).toBe('new')
})

test('one changed bit is noticed', async () => {
  const folder = folderOf()
  await open(folder).write('session', 'old')
  const database = new DatabaseSync(join(folder, 'cache.sqlite'))
  const bytes = database.prepare('select bytes from sealed').get()!['bytes'] as Uint8Array
  bytes[bytes.length - 1]! ^= 1
  database.prepare('update sealed set bytes = ?').run(bytes)
  database.close()
  expect(await open(folder).read('session')).toBeUndefined()
})

test('a row that is copied over another does not open, nor one of another client', async () => {
  const folder = folderOf()
  const cache = open(folder)
  await cache.write('session', 'one')
  await cache.write('dpop-key', 'two')
  const database = new DatabaseSync(join(folder, 'cache.sqlite'))
  database.exec(
    `update sealed set bytes = (select bytes from sealed where name like '%dpop-key%') where name like '%session%'`,
  )
  expect(await cache.read('session')).toBeUndefined()
  database.exec(`update sealed set name = replace(name, '"client"', '"other"')`)
  database.close()
  expect(await open(folder, { owner: ['issuer', 'other'] }).read('dpop-key')).toBeUndefined()
})

test('the keychain keeps the key where one answers, and no file does', async () => {
  const folder = folderOf()
  const keychain = {}
  const cache = open(folder, { wanted: 'auto', places: placesWith(folder, keychain) })
  await cache.write('session', 'text')
  expect(cache.place()).toBe('keychain')
  expect(keychain).toHaveProperty('key')
  expect(() => statSync(join(folder, 'cache.key'))).toThrow('ENOENT')
})

test('where no keychain answers the key is a file, and the cache says so', async () => {
  const folder = folderOf()
  const cache = open(folder, { wanted: 'auto', places: placesWith(folder, { broken: true }) })
  await cache.write('session', 'text')
  expect(cache.place()).toBe('file')
})

test('a keychain that must be, and is not, is a configuration to correct', async () => {
  const folder = folderOf()
  const cache = open(folder, { wanted: 'keychain', places: placesWith(folder, { broken: true }) })
  await expect(cache.write('session', 'text')).rejects.toMatchObject({ exitCode: 78 })
})

test('a keychain that is locked loses nothing: the cache waits for it', async () => {
  const folder = folderOf()
  const keychain: { key?: Uint8Array; broken?: boolean } = {}
  await open(folder, { wanted: 'auto', places: placesWith(folder, keychain) }).write('session', 'text')
  keychain.broken = true
  const locked = open(folder, { wanted: 'auto', places: placesWith(folder, keychain) })
  await expect(locked.read('session')).rejects.toMatchObject({ exitCode: 69 })
  keychain.broken = false
  expect(await locked.read('session')).toBe('text')
})

test('to forget removes everything, the key too, and works with a locked keychain', async () => {
  const folder = folderOf()
  const keychain: { key?: Uint8Array; broken?: boolean } = {}
  const cache = open(folder, { wanted: 'auto', places: placesWith(folder, keychain) })
  await cache.write('session', 'text')
  await cache.forget()
  expect(cache.place()).toBeUndefined()
  expect(keychain).not.toHaveProperty('key')
  await cache.write('session', 'text')
  keychain.broken = true
  await cache.forget()
  expect(await cache.read('session')).toBeUndefined()
})

test('a key file that somebody has put there is not written through', async () => {
  const folder = folderOf()
  const target = join(folderOf(), 'target')
  writeFileSync(target, 'theirs')
  symlinkSync(target, join(folder, 'cache.key'))
  await open(folder).write('session', 'text')
  expect(readFileSync(target, 'utf8')).toBe('theirs')
})
