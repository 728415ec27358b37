import { ChainedRecord } from '@chain-of-trust/auth-core'
import type { SqlDatabase, SqlRow } from '@chain-of-trust/service-kit'
import type { Chain } from '../wire.ts'
import { verifyChains } from './verify-chains.ts'

/** A log that is held, and the record that tells it from another of the same name. */
export interface HeldLog extends Chain {
  /** SHA-256 of record 0: two logs that begin with it are one. */
  first: string | null
}

/** Every log that is held, verified. Reads only. */
export async function heldLogs(database: SqlDatabase): Promise<HeldLog[]> {
  const rows = await database.all('select log, line from audit_event where seq = 0')
  const firsts = new Map(
    rows.map(({ log, line }) => [log, ChainedRecord.parse(JSON.parse(String(line))).hash]),
  )
  return (await verifyChains(database)).map((chain) => ({ ...chain, first: firsts.get(chain.log) ?? null }))
}

/**
 * The lines of requests that an id belongs to: a trace id, an operation id, the `uti` of a token. The last of these is in
 * no index: the whole store is read for it.
 */
export async function linesNaming(database: SqlDatabase, id: string): Promise<string[]> {
  const containing = `%${id.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const candidates = await database.all(
    String.raw`select trace, line from audit_event where line like ?1 escape '\' order by id`,
    containing,
  )
  const named = candidates.filter(({ line }) => idsOf(String(line)).includes(id))
  const lines = new Set(named.map(({ line }) => String(line)))
  for (const trace of new Set(
    named.flatMap(({ trace }: SqlRow) => (typeof trace === 'string' ? [trace] : [])),
  )) {
    const rows = await database.all('select line from audit_event where trace = ?1 order by id', trace)
    for (const { line } of rows) lines.add(String(line))
  }
  return [...lines]
}

function idsOf(line: string): (string | undefined)[] {
  const { trace_id, operation_id, token } = ChainedRecord.parse(JSON.parse(line))
  return [trace_id, operation_id, token?.uti, token?.parent_uti]
}
