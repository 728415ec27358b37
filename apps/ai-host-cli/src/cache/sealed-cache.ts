import { join } from 'node:path'
import { decryptAesGcm, encryptAesGcm } from '@chain-of-trust/auth-core'
import { openStateDatabase } from '@chain-of-trust/service-kit/state-database'
import { createCacheKey, readCacheKey, type CacheKey, type KeyPlace, type KeyPlaces } from './cache-key.ts'

/** What is kept between two commands, encrypted. */
export interface SealedCache {
  /** Where its key is. @returns undefined while nothing is kept */
  place(): KeyPlace | undefined
  /** @returns undefined when nothing is kept, or nothing that this key opens */
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<void>
  remove(name: string): void
  /** Removes everything, and the key too where its place answers. */
  forget(): Promise<void>
  close(): void
}

export interface SealedCacheOptions {
  /** Ours alone. */
  folder: string
  places: KeyPlaces
  wanted: 'auto' | KeyPlace
  /** What is kept is for this client at this issuer; for another it does not open. */
  owner: readonly string[]
  /** Called when something is kept that does not open: another key, or changed bytes. It is removed. */
  onUnreadable: () => void
}

const SCHEMA = `
  create table if not exists sealed (name text primary key, bytes blob not null) strict;
  create table if not exists key_place (one integer primary key check (one = 1), place text not null) strict;`

/**
 * One SQLite file, one row for each thing, AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce; what a row is and
 * whose is the additional data, so that a row copied over another does not open. A write is there as a whole or not.
 */
export function openSealedCache({
  folder,
  places,
  wanted,
  owner,
  onUnreadable,
}: SealedCacheOptions): SealedCache {
  const database = openStateDatabase(join(folder, 'cache.sqlite'))
  database.exec(SCHEMA)
  const select = database.prepare('select bytes from sealed where name = ?')
  const upsert = database.prepare(
    'insert into sealed (name, bytes) values (?, ?) on conflict (name) do update set bytes = excluded.bytes',
  )
  const rowOf = (name: string) => JSON.stringify([...owner, name])
  const aadOf = (name: string) => Buffer.from(rowOf(name))
  let key: CacheKey | undefined

  const place = () => {
    const row = database.prepare('select place from key_place').get()
    return row === undefined ? undefined : row['place'] === 'keychain' ? 'keychain' : 'file'
  }

  /** The key of what is there. Asked for once in a process, unless another process has begun anew. */
  const existingKey = async () => {
    const where = place()
    if (where === undefined) return (key = undefined)
    return (key ??= await readCacheKey(where, places))
  }

  const newKey = async () => {
    key = await createCacheKey(wanted, places)
    // What an older key has sealed would never open again.
    database.exec('begin immediate; delete from sealed; delete from key_place;')
    database.prepare('insert into key_place (one, place) values (1, ?)').run(key.place)
    database.exec('commit')
    return key
  }

  return {
    place,
    async read(name) {
      const sealed = select.get(rowOf(name))?.['bytes']
      if (!(sealed instanceof Uint8Array)) return undefined
      const opened = open(await existingKey(), sealed, aadOf(name))
      if (opened !== undefined) return opened
      key = undefined
      // Another process may have begun anew a moment ago.
      const again = open(await existingKey(), sealed, aadOf(name))
      if (again !== undefined) return again
      database.prepare('delete from sealed where name = ? and bytes = ?').run(rowOf(name), sealed)
      onUnreadable()
      return undefined
    },
    async write(name, text) {
      const { bytes } = (await existingKey()) ?? (await newKey())
      upsert.run(rowOf(name), encryptAesGcm(bytes, Buffer.from(text), aadOf(name)))
    },
    remove(name) {
      database.prepare('delete from sealed where name = ?').run(rowOf(name))
    },
    async forget() {
      const where = place()
      database.exec('begin immediate; delete from sealed; delete from key_place; commit; vacuum;')
      key = undefined
      // What it opened is gone already.
      if (where !== undefined) await places.remove(where).catch(() => undefined)
    },
    close: () => database.close(),
  }
}

function open(key: CacheKey | undefined, sealed: Uint8Array, aad: Uint8Array): string | undefined {
  return key && decryptAesGcm(key.bytes, sealed, aad)?.toString('utf8')
}
