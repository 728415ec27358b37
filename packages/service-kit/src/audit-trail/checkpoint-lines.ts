import { open } from 'node:fs/promises'
import * as z from 'zod'

export interface CheckpointPosition {
  /** Record of the last checkpoint that audit-trail holds; -1: none. */
  seq: number
  /** Bytes of the file that need not be read again. */
  offset: number
}

const BLOCK = 128 * 1024
const LINE_END = 0x0a
const Numbered = z.object({ seq: z.int().nonnegative() })

/**
 * The next lines of a checkpoint file that audit-trail has not got, as far as it has their records.
 * @param upTo the last record that it holds
 * @returns undefined when there is nothing more to read; `lines` may be empty, when all were known
 */
export async function readCheckpointsAfter(
  { seq, offset }: CheckpointPosition,
  file: string,
  upTo: number,
): Promise<{ lines: Buffer; end: CheckpointPosition } | undefined> {
  const handle = await open(file)
  try {
    const block = Buffer.alloc(BLOCK)
    const { bytesRead } = await handle.read(block, 0, BLOCK, offset)
    const unsent: Buffer[] = []
    let read = 0
    let last = seq
    for (let at; (at = block.subarray(0, bytesRead).indexOf(LINE_END, read)) !== -1; read = at + 1) {
      const line = block.subarray(read, at + 1)
      const { seq: of } = Numbered.parse(JSON.parse(line.toString()))
      if (of > upTo) break
      if (of > seq) unsent.push(line)
      last = Math.max(last, of)
    }
    if (read === 0) return undefined
    return { lines: Buffer.concat(unsent), end: { seq: last, offset: offset + read } }
  } finally {
    await handle.close()
  }
}
