import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a key file (0600) that is on the disk, whole, before it has its name: rows that a lost key wraps are lost.
 * @param file must not be there yet
 */
export function writeKeyFile(file: string, key: Uint8Array): void {
  const draft = `${file}.${process.pid}.draft`
  const descriptor = openSync(draft, 'wx', 0o600)
  writeSync(descriptor, key)
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(draft, file)
  // The name is the folder's content.
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
