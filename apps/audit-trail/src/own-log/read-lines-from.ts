import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const BLOCK = 256 * 1024
const LINE_END = 0x0a

/**
 * The whole lines of a file from an offset on, as many as one block holds; half a line at the end is left for later.
 * @returns the lines as they stand there, and the offset after them
 */
export function readLinesFrom(file: string, offset: number): { bytes: Buffer; next: number } {
  const descriptor = openSync(file, 'r')
  try {
    const length = Math.min(BLOCK, Math.max(0, fstatSync(descriptor).size - offset))
    const block = Buffer.alloc(length)
    const read = readSync(descriptor, block, 0, length, offset)
    const end = block.subarray(0, read).lastIndexOf(LINE_END) + 1
    return { bytes: block.subarray(0, end), next: offset + end }
  } finally {
    closeSync(descriptor)
  }
}
