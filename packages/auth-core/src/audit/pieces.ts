import { BEFORE_FIRST, readChainedLine, type ChainedLine } from './chain.ts'
import type { Line } from './lines.ts'

/** Consecutive lines of which each names the one before it. An untouched log is one run. */
export interface Run {
  line: number
  from: number
  to: number
  /** What its first record names as the one before. */
  prev: string
  /** What its last record names as the one before. */
  lastPrev: string
  /** Hash of its last record. */
  hash: string
}

/** A line that is no record, or not what its hash says. */
export interface Broken {
  line: number
  whole: boolean
}

export type Piece = Run | Broken

export const isRun = (piece: Piece): piece is Run => 'from' in piece

/** More breaks than this say nothing more, and would fill the memory. */
export const MOST_PIECES = 1000

/**
 * Cuts a log into pieces at every break of its chain: one pass, and as much memory as there are breaks.
 * @param onRecord sees each sound record once, in the order of the file
 */
export function cutIntoPieces(
  lines: Iterable<Line>,
  onRecord: (record: ChainedLine, line: number) => void,
): Piece[] {
  const pieces: Piece[] = []
  let run: Run | undefined
  for (const { bytes, number, whole } of lines) {
    const record = whole ? readChainedLine(bytes) : undefined
    if (record === undefined) {
      run = undefined
      if (pieces.length < MOST_PIECES) pieces.push({ line: number, whole })
      continue
    }
    onRecord(record, number)
    if (run !== undefined && record.seq === run.to + 1 && record.prev === run.hash) {
      run.to = record.seq
      run.lastPrev = record.prev
      run.hash = record.hash
      continue
    }
    const { seq, prev, hash } = record
    run = { line: number, from: seq, to: seq, prev, lastPrev: prev, hash }
    if (pieces.length < MOST_PIECES) pieces.push(run)
  }
  return pieces
}

/** The record that must come after a run, or first of all. */
export const after = (run: Run | undefined): { seq: number; prev: string } => ({
  seq: (run?.to ?? BEFORE_FIRST.seq) + 1,
  prev: run?.hash ?? BEFORE_FIRST.hash,
})
