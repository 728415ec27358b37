import {
  auditPublicKey,
  BEFORE_FIRST,
  isSignedBy,
  keyNamedBy,
  Refusal,
  type Checkpoint,
  type Link,
} from '@chain-of-trust/auth-core'
import type { SqlDatabase, SqlRow, SqlSession, SqlValue } from '@chain-of-trust/service-kit'
import { serviceOf } from '../log-name.ts'
import { COLUMNS, columnsOf, type ReceivedLine } from './received-line.ts'

/** Where a log stands with us. */
export interface LogState {
  head: Link | null
  checkpoint: number | null
}

export type ConflictKind = 'gap' | 'forked' | 'ahead' | 'rewritten' | 'key_unknown' | 'foreign_key'

/** What was sent does not continue, or contradicts, what is held. */
export class Conflict extends Error {
  readonly kind: ConflictKind
  readonly head: Link | null
  readonly detail: string
  constructor(kind: ConflictKind, head: Link | null, detail: string) {
    super(kind)
    this.name = 'Conflict'
    this.kind = kind
    this.head = head
    this.detail = detail
  }
}

/** The logs that are held, each a chain that only grows. */
export interface Logs {
  state(log: string): Promise<LogState>
  /** All or none; lines that are held already are compared and passed over. @throws Conflict, Refusal */
  take(log: string, lines: readonly ReceivedLine[]): Promise<Link>
  /** @param spki the key's DER, where it was sent; @throws Conflict */
  takeCheckpoints(
    log: string,
    spki: Buffer | undefined,
    checkpoints: readonly Checkpoint[],
  ): Promise<number | null>
}

/** Rows of one statement: fewer round trips while everybody else waits for their turn. */
const ROWS = 50

/** @param onTaken called when something new is there to be read */
export function openLogs(database: SqlDatabase, onTaken: () => void): Logs {
  return {
    state: (log) => stateOf(database, log),
    async take(log, lines) {
      const head = await database.transaction((session) => takeLines(session, log, lines))
      onTaken()
      return head
    },
    takeCheckpoints: (log, spki, checkpoints) =>
      database.transaction((session) => takeCheckpoints(session, log, spki, checkpoints)),
  }
}

async function stateOf(session: SqlSession, log: string): Promise<LogState> {
  const [row] = await session.all(
    `select head_seq, head_hash, (select max(seq) from audit_checkpoint where log = ?1) as checkpoint
     from audit_log where name = ?1`,
    log,
  )
  if (row === undefined) return { head: null, checkpoint: null }
  const checkpoint = row['checkpoint']
  return { head: headOf(row), checkpoint: typeof checkpoint === 'number' ? checkpoint : null }
}

const headOf = (row: SqlRow): Link => ({ seq: Number(row['head_seq']), hash: String(row['head_hash']) })

async function takeLines(session: SqlSession, log: string, lines: readonly ReceivedLine[]): Promise<Link> {
  // The row is locked until the end: ids are seen in their order, so whoever reads on after one misses none; and two
  // replicas that get the same log take turns.
  const [arrival] = await session.all('update audit_arrival set last = last returning last')
  const [row] = await session.all('select head_seq, head_hash from audit_log where name = ?1', log)
  const head = row === undefined ? null : headOf(row)
  const fresh = await continuing(session, log, head, lines)
  const last = fresh.at(-1)?.record
  if (last === undefined) return head ?? BEFORE_FIRST

  if (row === undefined) {
    const key = keyNamedBy(Buffer.from(fresh[0]!.line))
    if (key === undefined) throw new Refusal('record_invalid', { detail: 'the first record names no key' })
    await session.run(
      'insert into audit_log (name, key_id, head_seq, head_hash) values (?1, ?2, ?3, ?4)',
      log,
      key,
      last.seq,
      last.hash,
    )
  } else {
    await session.run(
      'update audit_log set head_seq = ?2, head_hash = ?3 where name = ?1',
      log,
      last.seq,
      last.hash,
    )
  }
  await insert(session, log, fresh, Number(arrival!['last']))
  await session.run('update audit_arrival set last = last + ?1', fresh.length)
  return { seq: last.seq, hash: last.hash }
}

/** The lines after the head. @throws Conflict when they do not follow it, or differ from what is held */
async function continuing(
  session: SqlSession,
  log: string,
  head: Link | null,
  lines: readonly ReceivedLine[],
): Promise<readonly ReceivedLine[]> {
  const end = head ?? BEFORE_FIRST
  const first = lines[0]!.record
  lines.slice(1).forEach(({ record }, index) => {
    const before = lines[index]!.record
    if (record.seq !== before.seq + 1 || record.prev !== before.hash)
      throw new Conflict('forked', head, `record ${record.seq} does not name the one before it`)
  })
  if (first.seq > end.seq + 1) throw new Conflict('gap', head, `${first.seq} after ${end.seq}`)
  const repeated = lines.filter(({ record }) => record.seq <= end.seq)
  const held = await session.all(
    'select seq, line from audit_event where log = ?1 and seq between ?2 and ?3 order by seq',
    log,
    first.seq,
    first.seq + repeated.length - 1,
  )
  repeated.forEach(({ line, record }, index) => {
    if (held[index]?.['line'] !== line)
      throw new Conflict('forked', head, `record ${record.seq} is not the one that is held`)
  })
  const fresh = lines.slice(repeated.length)
  const next = fresh[0]?.record
  if (next !== undefined && next.prev !== end.hash)
    throw new Conflict('forked', head, `record ${next.seq} does not name the head`)
  return fresh
}

async function insert(
  session: SqlSession,
  log: string,
  lines: readonly ReceivedLine[],
  before: number,
): Promise<void> {
  const rows = lines.map((line, index): SqlValue[] => [before + index + 1, log, ...columnsOf(line)])
  for (let at = 0; at < rows.length;) {
    const some = rows.slice(at, at + (rows.length - at >= ROWS ? ROWS : 1))
    const width = COLUMNS.length + 2
    const places = some.map(
      (_, row) =>
        `(${Array.from({ length: width }, (__, column) => `?${row * width + column + 1}`).join(', ')})`,
    )
    const sql = `insert into audit_event (id, log, ${COLUMNS.join(', ')}) values ${places.join(', ')}`
    await session.run(sql, ...some.flat())
    at += some.length
  }
}

async function takeCheckpoints(
  session: SqlSession,
  log: string,
  spki: Buffer | undefined,
  checkpoints: readonly Checkpoint[],
): Promise<number | null> {
  const [row] = await session.all('select * from audit_log where name = ?1', log)
  if (row === undefined) throw new Conflict('ahead', null, 'no record of this log is held')
  const head = headOf(row)
  const held = row['spki'] instanceof Uint8Array ? Buffer.from(row['spki']) : undefined
  const key = auditPublicKey(held ?? spki ?? Buffer.alloc(0))
  if (key === undefined) throw new Conflict('key_unknown', head, 'the public key was not sent')
  if (key.id !== row['key_id']) throw new Conflict('foreign_key', head, 'not the key of the first record')
  if (held === undefined && spki !== undefined)
    await session.run('update audit_log set spki = ?2 where name = ?1', log, spki)

  for (const checkpoint of checkpoints) {
    const { seq, hash, service } = checkpoint
    if (service !== serviceOf(log) || !isSignedBy(checkpoint, key))
      throw new Conflict('foreign_key', head, `checkpoint ${seq} is not signed by the key of the log`)
    if (seq > head.seq) throw new Conflict('ahead', head, `checkpoint ${seq}`)
    const [event] = await session.all('select line from audit_event where log = ?1 and seq = ?2', log, seq)
    if (!String(event?.['line']).endsWith(`,"hash":"${hash}"}`))
      throw new Conflict('rewritten', head, `record ${seq} is not the one that is held`)
    await session.run(
      'insert into audit_checkpoint (log, seq, line) values (?1, ?2, ?3) on conflict do nothing',
      log,
      seq,
      JSON.stringify(checkpoint),
    )
  }
  return (await stateOf(session, log)).checkpoint
}
