import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const BLOCK = 64 * 1024
/** Bytes. No record comes near it; a file without line ends must not fill the memory. */
const LONGEST = 16 * 1024 * 1024
const LINE_END = 0x0a

export interface Line {
  /** Without the line end. Valid until the next line is asked for. */
  bytes: Buffer
  /** From 1. */
  number: number
  /** False for what stands after the last line end. */
  whole: boolean
}

/**
 * The lines that a file has now, one at a time: a log of any length is read in the memory of one line and one
 * block. What is appended in the meantime is not read.
 */
export function readLines(file: string): Iterable<Line> {
  const descriptor = openSync(file, 'r')
  return linesOf(descriptor, fstatSync(descriptor).size)
}

function* linesOf(descriptor: number, size: number): Generator<Line> {
  const block = Buffer.alloc(BLOCK)
  let rest = Buffer.alloc(0)
  let number = 1
  try {
    for (let position = 0; position < size;) {
      const read = readSync(descriptor, block, 0, Math.min(BLOCK, size - position), position)
      // Cut while we read.
      if (read === 0) break
      position += read
      let start = 0
      for (let end; (end = block.subarray(0, read).indexOf(LINE_END, start)) !== -1; start = end + 1) {
        const part = block.subarray(start, end)
        yield { bytes: rest.length === 0 ? part : Buffer.concat([rest, part]), number, whole: true }
        rest = Buffer.alloc(0)
        number += 1
      }
      // What is over-long is no record: its beginning is enough to say so.
      if (rest.length < LONGEST) rest = Buffer.concat([rest, block.subarray(start, read)])
    }
    if (rest.length > 0) yield { bytes: rest, number, whole: false }
  } finally {
    closeSync(descriptor)
  }
}
