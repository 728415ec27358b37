import { hash } from 'node:crypto'
import * as z from 'zod'
import { AuditRecord } from './record.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** A record as it stands in the file: numbered from 0, naming the record before it, and sealed. */
export const ChainedRecord = AuditRecord.extend({ seq: z.int().nonnegative(), prev: Sha256, hash: Sha256 })
export type ChainedRecord = z.infer<typeof ChainedRecord>

/** One record's place in the chain. */
export interface Link {
  seq: number
  /** SHA-256, 64 hex digits. */
  hash: string
}

/** What the first record names as the one before it. */
export const BEFORE_FIRST: Link = { seq: -1, hash: '0'.repeat(64) }

/** Characters of `,"hash":"<64 hex digits>"}`: the end of each line. */
const SEAL = 75
const SEAL_FORM = /^,"hash":"([0-9a-f]{64})"\}$/

/**
 * A record as one line, chained to the record before it.
 *
 * What is hashed: the bytes of the line itself, UTF-8, from its `{` up to but not including `,"hash":"`. They
 * hold the number, the service and the hash of the record before. No second serialisation is defined, so no
 * two readers can disagree about one: to verify, cut the last 75 characters off a line and hash the rest.
 * @returns the line, with its line end: valid until the next call
 */
export function chainRecord(record: AuditRecord, before: Link): { line: Buffer; link: Link } {
  const seq = before.seq + 1
  const text = JSON.stringify({ seq, ...record, prev: before.hash })
  // Bytes once, in one place: hashing and joining strings costs twice the hash itself.
  const sealed = Buffer.byteLength(text) - 1
  const length = sealed + SEAL + 1
  if (length > scratch.length) scratch = Buffer.alloc(length * 2)
  scratch.write(text)
  const digest = hash('sha256', scratch.subarray(0, sealed), 'hex')
  scratch.write(`,"hash":"${digest}"}\n`, sealed, 'latin1')
  return { line: scratch.subarray(0, length), link: { seq, hash: digest } }
}

let scratch = Buffer.alloc(16 * 1024)

/** What a verifier needs of a line. */
export interface ChainedLine extends Link {
  prev: string
  service: string
}

const Chained = z.object({ seq: z.int().nonnegative(), prev: Sha256, service: z.string() })

/** @param line without its line end; @returns undefined when it is no record, or not what its hash says */
export function readChainedLine(line: Buffer): ChainedLine | undefined {
  const stated = SEAL_FORM.exec(line.subarray(-SEAL).toString('latin1'))?.[1]
  if (stated === undefined || hash('sha256', line.subarray(0, -SEAL), 'hex') !== stated) return undefined
  const record = Chained.safeParse(parse(line))
  return record.success ? { ...record.data, hash: stated } : undefined
}

/** What the first record says of the key that signs this log's checkpoints. */
export const namedKey = (id: string) => ({ checkpoint_key: id })

/** @param line a log's first, without its line end; @returns undefined when it is not sound, or names no key */
export function keyNamedBy(line: Buffer): string | undefined {
  if (readChainedLine(line) === undefined) return undefined
  const first = Genesis.safeParse(parse(line))
  return first.success ? first.data.diagnostics.checkpoint_key : undefined
}

const Genesis = z.object({ seq: z.literal(0), diagnostics: z.object({ checkpoint_key: Sha256 }) })

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString())
  } catch {
    return undefined
  }
}
