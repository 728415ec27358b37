import { fstatSync, ftruncateSync, readSync } from 'node:fs'

const BLOCK = 64 * 1024
const LINE_END = 0x0a

export interface Tail {
  /** The last whole line, without its line end; none: there is none. */
  line: Buffer | undefined
  /** What stands after it: half a line, when a crash came in the middle of a write. */
  torn: Buffer
}

/** Reads the end of a file of lines, and no more of it than needed. */
export function readTail(descriptor: number): Tail {
  const { size } = fstatSync(descriptor)
  for (let length = Math.min(BLOCK, size); ; length = Math.min(length * 2, size)) {
    const end = Buffer.alloc(length)
    readSync(descriptor, end, 0, length, size - length)
    const last = end.lastIndexOf(LINE_END)
    const before = last < 1 ? -1 : end.lastIndexOf(LINE_END, last - 1)
    if (before === -1 && length < size) continue
    return {
      line: last === -1 ? undefined : end.subarray(before + 1, last),
      torn: end.subarray(last + 1),
    }
  }
}

/** Cuts half a line off the end of a file. */
export function cutTorn(descriptor: number, torn: Buffer): void {
  if (torn.length > 0) ftruncateSync(descriptor, fstatSync(descriptor).size - torn.length)
}

/** The first line of a file, without its line end, if it is not longer than one block. */
export function readFirstLine(descriptor: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const read = block.subarray(0, readSync(descriptor, block, 0, BLOCK, 0))
  return read.subarray(0, read.indexOf(LINE_END))
}
