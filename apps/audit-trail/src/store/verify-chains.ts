import {
  auditPublicKey,
  BEFORE_FIRST,
  isSignedBy,
  keyNamedBy,
  readCheckpoint,
  type AuditKey,
  type Checkpoint,
  type Link,
} from '@chain-of-trust/auth-core'
import type { SqlDatabase, SqlRow } from '@chain-of-trust/service-kit'
import { serviceOf } from '../log-name.ts'
import type { Chain } from '../wire.ts'
import { COLUMNS, columnsOf, readReceivedLines } from './received-line.ts'

const PAGE = 500
/** More of them say nothing more. */
const MOST_FAULTS = 20

/**
 * Verifies what is stored: each log from its first record to its last, against its own hashes, the columns that it is
 * searched by, and its signed checkpoints. In pages: time grows with the logs, memory does not.
 */
export async function verifyChains(database: SqlDatabase): Promise<Chain[]> {
  // One statement, one moment: a checkpoint beyond the head of the same moment is of a record that is gone.
  const logs = await database.all(
    `select *, (select max(seq) from audit_checkpoint where log = name) as witnessed from audit_log order by name`,
  )
  const chains: Chain[] = []
  for (const log of logs) chains.push(await verifyChain(database, log))
  return chains
}

async function verifyChain(database: SqlDatabase, row: SqlRow): Promise<Chain> {
  const log = String(row['name'])
  const claimed: Link = { seq: Number(row['head_seq']), hash: String(row['head_hash']) }
  const faults: string[] = []
  const report = (fault: string) => void (faults.length < MOST_FAULTS && faults.push(fault))
  const checkpoints = new Map<number, Checkpoint>()
  let before = BEFORE_FIRST
  let records = 0

  for (let after = -1; ;) {
    // What is taken in meanwhile is left to the next verification.
    const page = await database.all(
      `select ${COLUMNS.join(', ')} from audit_event where log = ?1 and seq > ?2 and seq <= ?3 order by seq limit ${PAGE}`,
      log,
      after,
      claimed.seq,
    )
    const witnessed = await checkpointsBetween(
      database,
      log,
      after,
      Number(page.at(-1)?.['seq'] ?? claimed.seq),
      report,
    )
    for (const [seq, checkpoint] of witnessed) checkpoints.set(seq, checkpoint)
    for (const stored of page) {
      before = verifyRow(stored, before, { log, keyId: String(row['key_id']), report })
      records += 1
      const checkpoint = checkpoints.get(before.seq)
      checkpoints.delete(before.seq)
      if (checkpoint !== undefined && checkpoint.hash !== before.hash)
        report(`record ${before.seq} is not the one that was witnessed at ${checkpoint.time}`)
    }
    if (page.length < PAGE) break
    after = before.seq
  }

  if (before.seq !== claimed.seq || before.hash !== claimed.hash)
    report(`ends at record ${before.seq}, and record ${claimed.seq} was taken in`)
  for (const seq of checkpoints.keys()) report(`record ${seq} was witnessed, and is gone`)
  if (Number(row['witnessed'] ?? -1) > claimed.seq)
    report(`record ${String(row['witnessed'])} was witnessed, and is gone`)
  const last = await lastCheckpoint(database, log, row, report)
  return {
    log,
    records,
    head: before.seq === -1 ? null : { seq: before.seq, hash: before.hash },
    checkpoint: last === undefined ? null : { seq: last.seq, time: last.time },
    key: String(row['key_id']),
    ok: faults.length === 0,
    faults,
  }
}

/** @returns the link that the next record has to name */
function verifyRow(
  stored: SqlRow,
  before: Link,
  { log, keyId, report }: { log: string; keyId: string; report: (fault: string) => void },
): Link {
  const seq = Number(stored['seq'])
  try {
    const bytes = Buffer.from(String(stored['line']))
    const [line] = readReceivedLines(bytes, serviceOf(log))
    const { record } = line!
    if (record.seq !== before.seq + 1 || record.prev !== before.hash)
      report(`record ${seq} does not follow record ${before.seq}`)
    if (record.seq === 0 && keyNamedBy(bytes) !== keyId) report('record 0 names another key')
    const told = columnsOf(line!)
    const differs = COLUMNS.find((name, index) => stored[name] !== told[index])
    if (differs !== undefined) report(`record ${seq} is listed with another ${differs} than it has`)
    return { seq: record.seq, hash: record.hash }
  } catch {
    report(`record ${seq} is not what its own hash says`)
    return { seq, hash: '' }
  }
}

async function checkpointsBetween(
  database: SqlDatabase,
  log: string,
  after: number,
  upTo: number,
  report: (fault: string) => void,
): Promise<[number, Checkpoint][]> {
  const rows = await database.all(
    'select seq, line from audit_checkpoint where log = ?1 and seq > ?2 and seq <= ?3',
    log,
    after,
    upTo,
  )
  const [row] = await database.all('select spki from audit_log where name = ?1', log)
  const key = keyOf(row)
  return rows.flatMap(({ seq, line }): [number, Checkpoint][] => {
    const checkpoint = readCheckpoint(Buffer.from(String(line)))
    const sound = checkpoint !== undefined && key !== undefined && isSignedBy(checkpoint, key)
    if (sound && checkpoint.seq === seq) return [[checkpoint.seq, checkpoint]]
    report(`the checkpoint of record ${String(seq)} is not as it was signed`)
    return []
  })
}

async function lastCheckpoint(
  database: SqlDatabase,
  log: string,
  row: SqlRow,
  report: (fault: string) => void,
): Promise<Checkpoint | undefined> {
  const [found] = await database.all(
    'select seq, line from audit_checkpoint where log = ?1 order by seq desc limit 1',
    log,
  )
  if (found === undefined) return undefined
  const key = keyOf(row)
  if (key !== undefined && key.id !== row['key_id'])
    report('the stored key is not the one that record 0 names')
  // More may be held than was verified: what came in meanwhile.
  return readCheckpoint(Buffer.from(String(found['line'])))
}

function keyOf(row: SqlRow | undefined): AuditKey | undefined {
  const spki = row?.['spki']
  return spki instanceof Uint8Array ? auditPublicKey(Buffer.from(spki)) : undefined
}
