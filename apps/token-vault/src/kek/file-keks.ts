import { ConfigError } from '@chain-of-trust/service-kit'
import { decryptAesGcm, encryptAesGcm } from '@chain-of-trust/auth-core'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Unsealable } from '../envelope/unsealable.ts'
import { KekUnavailable, type Keks } from './keks.ts'
import { writeKeyFile } from './write-key-file.ts'

const KEY_BYTES = 32
/** A number that goes up, so that the newest is known without clocks; a random part, so that no id is used twice. */
const NAME = /^(?<id>\d{4}-[0-9a-f]{8})\.key$/
/**
 * Milliseconds that a key is kept after its successor was made, rows or no rows: a refresh that had its envelope ready
 * before may write its row only now, sealed under the old key.
 */
export const GRACE = 5 * 60_000

/**
 * A folder of key files, 32 random bytes each, `<id>.key`, made readable by our account alone; a mounted one may be its
 * group's, too. It is read again when a key is asked for that was not there before, so a running vault takes up a new
 * one by itself.
 * @throws ConfigError for a file that is no key, or that others can read
 */
export function openFileKeks(folder: string, now: () => number = Date.now): Keks {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const keys = new Map<string, Buffer>()
  const fileOf = (id: string) => join(folder, `${id}.key`)
  const ids = () => readIds(folder)
  for (const id of ids()) keys.set(id, readKey(fileOf(id)))

  function keyOf(id: string): Buffer {
    const known = keys.get(id)
    if (known !== undefined) return known
    if (!ids().includes(id)) {
      throw new KekUnavailable(id, `${fileOf(id)} is not there; put it back from its backup`)
    }
    const key = readKey(fileOf(id))
    keys.set(id, key)
    return key
  }
  function current(): string {
    const id = ids().at(-1)
    if (id === undefined) throw new KekUnavailable('none', `there is no key in ${folder}`)
    return id
  }

  return {
    current: async () => current(),
    list: async () => ids(),
    wrap: async (kekId, dataKey, aad) => encryptAesGcm(keyOf(kekId), dataKey, boundTo(kekId, aad)),
    async unwrap(kekId, wrapped, aad) {
      const dataKey = decryptAesGcm(keyOf(kekId), wrapped, boundTo(kekId, aad))
      if (dataKey === undefined) throw new Unsealable()
      return dataKey
    },
    async renew() {
      const number = Number(ids().at(-1)?.slice(0, 4) ?? 0) + 1
      const id = `${String(number).padStart(4, '0')}-${randomBytes(4).toString('hex')}`
      writeKeyFile(fileOf(id), randomBytes(KEY_BYTES))
      return id
    },
    async retire(kekId) {
      const successor = ids()[ids().indexOf(kekId) + 1]
      if (successor === undefined) throw new KekUnavailable(kekId, 'is the current one')
      const left = statSync(fileOf(successor)).mtimeMs + GRACE - now()
      if (left > 0) {
        const seconds = Math.ceil(left / 1000)
        throw new KekUnavailable(kekId, `was the current one until a moment ago; try again in ${seconds} s`)
      }
      unlinkSync(fileOf(kekId))
      keys.delete(kekId)
      return `deleted ${fileOf(kekId)}`
    },
  }
}

function boundTo(kekId: string, aad: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${kekId}\n`), aad])
}

function readIds(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.key'))
  return names
    .map((name) => {
      const id = NAME.exec(name)?.groups?.['id']
      if (id === undefined)
        throw new ConfigError([`KEK_DIR ${join(folder, name)}: is no key of ours by its name`])
      return id
    })
    .sort()
}

function readKey(file: string): Buffer {
  const refuse = (problem: string) => new ConfigError([`KEK_DIR ${file}: ${problem}`])
  if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0) {
    throw refuse('others can read it (chmod 600)')
  }
  const key = readFileSync(file)
  if (key.length !== KEY_BYTES) throw refuse(`must hold ${KEY_BYTES} bytes`)
  return key
}
