import { existsSync } from 'node:fs'
import { keyNamedBy, type Link } from './chain.ts'
import { diagnose } from './diagnosis.ts'
import type { Fault } from './fault.ts'
import type { AuditFiles } from './files.ts'
import { readAuditPublicKey, type AuditKey } from './key.ts'
import { readLines, type Line } from './lines.ts'
import { cutIntoPieces, isRun, MOST_PIECES } from './pieces.ts'
import { compareWithCheckpoints } from './witnessed.ts'

export interface AuditReport {
  service: string
  /** Of its files: a service that runs several times has several logs. */
  name: string
  ok: boolean
  records: number
  checkpoints: number
  /** The last record of the chain. */
  head: Link | undefined
  /** Records after the last checkpoint: only the chain itself speaks for them. */
  unwitnessed: number
  faults: Fault[]
}

/** Reads the lines that a file has now; replaced where they are counted. */
export type ReadLines = (file: string) => Iterable<Line>

/**
 * Verifies one service's log against its chain, its checkpoints and its key, from the first record to the last.
 * One pass over each file: time grows with their length, memory does not. Writes nothing and takes no lock: a
 * log that is being written to can be verified.
 * @param files `publicKey`: best a copy that was taken when the log began, and kept elsewhere
 */
export function verifyAuditLog(files: AuditFiles, read: ReadLines = readLines): AuditReport {
  const { service, name } = files
  const faults: Fault[] = []
  const key = readKey(files, faults)
  // Opened before the log: a checkpoint written in the meantime vouches for records that this pass does not see.
  const checkpoints = existsSync(files.checkpoints) ? read(files.checkpoints) : []
  const witnessed = compareWithCheckpoints(checkpoints, { service, key })
  const lines = existsSync(files.log) ? read(files.log) : []
  let records = 0
  let foreign = false

  const pieces = cutIntoPieces(checkFirst(lines, key, faults), (record, line) => {
    records += 1
    if (record.service !== service && !foreign) {
      foreign = true
      const message = `a record of ${record.service}`
      faults.push({ kind: 'foreign_log', in: 'log', line, seq: record.seq, message })
    }
    witnessed.saw(record, line)
  })
  const diagnosis = diagnose(pieces)
  const uncounted = pieces.length >= MOST_PIECES
  const { last, ...compared } = witnessed.end(uncounted ? Infinity : diagnosis.length)
  faults.push(...diagnosis.faults, ...compared.faults)

  const end = pieces.findLast(isRun)
  return {
    service,
    name,
    ok: faults.length === 0,
    records,
    checkpoints: compared.checkpoints,
    head: end === undefined ? undefined : { seq: end.to, hash: end.hash },
    unwitnessed: Math.max(0, diagnosis.length - 1 - (last?.seq ?? -1)),
    faults,
  }
}

function readKey({ publicKey: file }: AuditFiles, faults: Fault[]): AuditKey | undefined {
  try {
    return readAuditPublicKey(file)
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : 'unreadable'
    faults.push({ kind: 'unreadable', in: 'checkpoints', message: `the public key ${file} is ${why}` })
    return undefined
  }
}

/** A log that was begun anew under another key is a chain of its own, and sound by itself. */
function* checkFirst(lines: Iterable<Line>, key: AuditKey | undefined, faults: Fault[]): Generator<Line> {
  for (const line of lines) {
    const named = line.number === 1 ? keyNamedBy(line.bytes) : undefined
    if (named !== undefined && key !== undefined && named !== key.id) {
      const message = `the log began under key ${named.slice(0, 16)}…, not ${key.id.slice(0, 16)}…`
      faults.push({ kind: 'foreign_key', in: 'log', line: 1, seq: 0, message })
    }
    yield line
  }
}
