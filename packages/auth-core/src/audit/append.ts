import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { AuditLogError } from './log-error.ts'

/** A file that only grows, by whole lines. */
export interface AppendFile {
  descriptor: number
  /** One write, on its way to the disk when this returns. Throws when not all of it could be written. */
  append(line: Buffer): void
  /** @throws AuditLogError when somebody else cut, replaced or wrote to the file */
  enforceUntouched(): void
  close(): void
}

export function openAppendFile(file: string): AppendFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const descriptor = openSync(file, 'a+', 0o600)
  let size: number | undefined
  let broken = false
  return {
    descriptor,
    append(line) {
      if (broken) throw new AuditLogError(`${file} ends with half a line that could not be taken back`)
      size ??= fstatSync(descriptor).size
      const before = size
      try {
        // A full disk takes half a line and says so only by the count.
        if (writeSync(descriptor, line) !== line.length) throw new AuditLogError(`${file}: disk full`)
        size += line.length
      } catch (error) {
        broken = !takeBack(descriptor, before)
        throw error
      }
    },
    enforceUntouched() {
      const ours = fstatSync(descriptor)
      const named = statSync(file, { throwIfNoEntry: false })
      if (named?.ino === ours.ino && named.dev === ours.dev && ours.size === (size ?? ours.size)) return
      throw new AuditLogError(`${file} was cut, replaced or written to by somebody else`)
    },
    close: () => closeSync(descriptor),
  }
}

/** Half a line must not be glued to the next record. */
function takeBack(descriptor: number, size: number): boolean {
  try {
    if (fstatSync(descriptor).size > size) ftruncateSync(descriptor, size)
    return true
  } catch {
    return false
  }
}
