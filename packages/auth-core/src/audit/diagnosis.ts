import type { Fault } from './fault.ts'
import { after, isRun, type Broken, type Piece, type Run } from './pieces.ts'

interface Expected {
  seq: number
  /** Undefined after an edited line: nobody knows its hash but the record that names it. */
  prev: string | undefined
}

export interface Diagnosis {
  faults: Fault[]
  /** How many records the chain holds, edited ones included. */
  length: number
}

/**
 * Puts the pieces of a log in the order of its chain, and names what it takes to explain that they do not lie
 * so. Where two explanations fit, the smaller change is named.
 */
export function diagnose(pieces: readonly Piece[]): Diagnosis {
  const left = new Set(pieces)
  const faults: Fault[] = []
  const report = (kind: Fault['kind'], line: number, seq: number, message: string) =>
    faults.push({ kind, in: 'log', line, seq, message })
  let expected: Expected = after(undefined)
  let last: Run | undefined

  const fits = (run: Run) =>
    run.from === expected.seq && (expected.prev === undefined || run.prev === expected.prev)
  const runsLeft = () => [...left].filter(isRun)
  /** The piece that goes on with the chain: the very one, or else the nearest after a gap. */
  const nextRun = () =>
    runsLeft().find(fits) ??
    runsLeft()
      .filter(({ from }) => from >= expected.seq)
      .sort((a, b) => a.from - b.from)[0]

  function take(run: Run): void {
    if (run.from > expected.seq) {
      const count = run.from - expected.seq
      report('deleted', run.line, expected.seq, `${records(count)} missing before this line`)
    } else if (!fits(run)) {
      // Its own hash was made to fit, but the record after it still names the original.
      const [line, seq] = last === undefined ? [run.line, run.from] : [run.line - 1, last.to]
      report('edited', line, seq, 'not the record that the next one names')
    }
    left.delete(run)
    expected = after(run)
    last = run
  }

  function takeBroken(piece: Broken): void {
    left.delete(piece)
    if (!piece.whole) {
      report('torn', piece.line, expected.seq, 'half a line; the service repairs that at its next start')
    } else if (runsLeft().some(fits)) {
      report('inserted', piece.line, expected.seq, 'no record of this chain: the next one goes on without it')
    } else {
      report('edited', piece.line, expected.seq, 'not what its own hash says')
      expected = { seq: expected.seq + 1, prev: undefined }
    }
  }

  /** A record that is there already: the branch on which nothing follows was put in. */
  function takeBranch(run: Run): void {
    const forged = last !== undefined && run.from === last.to && run.prev === last.lastPrev
    if (forged && run !== last) {
      report(
        'inserted',
        run.line - 1,
        run.from,
        'a second record of this number; the chain goes on without it',
      )
      left.delete(run)
      expected = after(run)
      last = run
      return
    }
    left.delete(run)
    report('inserted', run.line, run.from, 'a record that stands elsewhere already')
  }

  for (const piece of pieces) {
    if (!left.has(piece)) continue
    if (!isRun(piece)) {
      takeBroken(piece)
      continue
    }
    // Others may have to come first: those that were set aside, or those that come later.
    for (let next = nextRun(); next !== undefined && next.line <= piece.line; next = nextRun()) {
      if (next.line < piece.line) report('reordered', next.line, next.from, 'stands before its place')
      take(next)
    }
    if (left.has(piece) && piece.from < expected.seq) takeBranch(piece)
  }
  for (let next = nextRun(); next !== undefined; next = nextRun()) {
    report('reordered', next.line, next.from, 'stands before its place')
    take(next)
  }
  for (const run of runsLeft()) {
    report('inserted', run.line, run.from, 'a record that stands elsewhere already')
  }
  return { faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)), length: expected.seq }
}

const records = (count: number) => (count === 1 ? '1 record is' : `${count} records are`)
