import { open, type FileHandle } from 'node:fs/promises'

/** A record of a log, and where its line ends. */
export interface Position {
  /** Number of the record; -1: before the first. */
  seq: number
  /** SHA-256, 64 hex digits. */
  hash: string
  /** Bytes from the beginning of the file to the line after it. */
  offset: number
}

export const BEGINNING: Position = { seq: -1, hash: '0'.repeat(64), offset: 0 }

/** Whole lines as they stand in the file, one record each. */
export interface Lines {
  bytes: Buffer<ArrayBuffer>
  end: Position
}

/** The file is not the log that was sent: it was cut, or written anew. The message says what was found. */
export class LogContradicted extends Error {
  override name = 'LogContradicted'
}

/** Bytes and lines of one request: half of what audit-trail takes. */
const MOST_BYTES = 512 * 1024
const MOST_LINES = 500
const LINE_END = 0x0a
const SEAL = /"hash":"([0-9a-f]{64})"\}$/
/** Characters that SEAL needs of a line's end. */
const SEALED = 75

/**
 * The next lines of a log, in the memory of one request. A line that is being written is not among them.
 * @returns undefined at the end, and where there is no file yet
 * @throws LogContradicted for what is no line of a log
 */
export async function readAfter({ seq, offset }: Position, file: string): Promise<Lines | undefined> {
  return withFile(file, async (handle) => {
    const block = Buffer.alloc(MOST_BYTES)
    const { bytesRead } = await handle.read(block, 0, MOST_BYTES, offset)
    let end = 0
    let count = 0
    for (let at; count < MOST_LINES && (at = block.subarray(0, bytesRead).indexOf(LINE_END, end)) !== -1;) {
      end = at + 1
      count += 1
    }
    if (count === 0) {
      if (bytesRead === MOST_BYTES)
        throw new LogContradicted(`${file}: after record ${seq} there is no line end`)
      return undefined
    }
    const bytes = block.subarray(0, end)
    const hash = sealOf(bytes)
    if (hash === undefined) throw new LogContradicted(`${file}: record ${seq + count} has no seal`)
    return { bytes, end: { seq: seq + count, hash, offset: offset + end } }
  })
}

/**
 * Finds the record that audit-trail holds last, since the next line to send is the one after it. A log is numbered from 0
 * without gaps, so a record's number is its line's.
 * @param from not after it
 * @throws LogContradicted when the log ends before it, or has another record there
 */
export async function findRecord(
  head: { seq: number; hash: string },
  file: string,
  from: Position = BEGINNING,
): Promise<Position> {
  let position = from.seq <= head.seq ? from : BEGINNING
  while (position.seq < head.seq) {
    const lines = await readAfter(position, file)
    if (lines === undefined) {
      throw new LogContradicted(
        `${file} ends at record ${position.seq}, but audit-trail holds it up to ${head.seq}: it was cut`,
      )
    }
    position = lines.end.seq <= head.seq ? lines.end : upTo(head.seq, position, lines)
  }
  if (position.hash === head.hash) return position
  throw new LogContradicted(`${file} has another record ${head.seq} than audit-trail: it was written anew`)
}

function upTo(seq: number, { seq: before, offset }: Position, { bytes }: Lines): Position {
  let end = 0
  for (let count = before; count < seq; count += 1) end = bytes.indexOf(LINE_END, end) + 1
  return { seq, hash: sealOf(bytes.subarray(0, end)) ?? '', offset: offset + end }
}

function sealOf(lines: Buffer): string | undefined {
  return SEAL.exec(lines.subarray(-SEALED - 1, -1).toString('latin1'))?.[1]
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T | undefined> {
  let handle: FileHandle
  try {
    handle = await open(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}
