import { writeFileSync } from 'node:fs'
import { assert, integer, nat, pre, property, string, type IPropertyWithHooks } from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { chainRecord, type Link } from './chain.ts'
import type { Fault } from './fault.ts'
import type { AuditFiles } from './files.ts'
import { verifyAuditLog } from './verify.ts'
import type { AuditRecord } from './record.ts'
import { linesOf, recordsOf, writeLog } from './audit.fixture.ts'

/** Records of the log that is tampered with, its first one included. */
const COUNT = 24
let files: AuditFiles
let lines: string[]
beforeAll(async () => {
  files = await writeLog(COUNT - 1)
  lines = linesOf(files.log)
})

const anyRecord = nat({ max: COUNT - 1 })

function faultsOf(tampered: readonly string[]): Fault[] {
  writeFileSync(files.log, tampered.map((line) => `${line}\n`).join(''))
  return verifyAuditLog(files).faults
}
const check = (property: IPropertyWithHooks<unknown>) => assert(property, { numRuns: 100 })

/** A record with other content, with the hash that this content has. */
function forged(seq: number, before: Link, change: Partial<AuditRecord> = { outcome: 'failure' }): string {
  const {
    seq: _seq,
    prev: _prev,
    hash: _hash,
    ...record
  } = JSON.parse(lines[seq]!) as AuditRecord & {
    seq: number
    prev: string
    hash: string
  }
  return chainRecord({ ...record, ...change }, before)
    .line.toString()
    .trimEnd()
}
const linkOf = (line: string): Link => JSON.parse(line) as Link
const before = (seq: number): Link =>
  seq === 0 ? { seq: -1, hash: '0'.repeat(64) } : linkOf(lines[seq - 1]!)

test('an untouched log has no fault', () => {
  expect(faultsOf(lines)).toEqual([])
})

describe('any single change is found, named and located', () => {
  test('a character edited', { tags: ['LOG-3'] }, () => {
    check(
      property(anyRecord, nat(), integer({ min: 1, max: 94 }), (at, where, by) => {
        const line = lines[at]!
        const index = where % line.length
        const other = String.fromCharCode(32 + ((line.charCodeAt(index) - 32 + by) % 95))
        const edited = line.slice(0, index) + other + line.slice(index + 1)
        const [first] = faultsOf(lines.with(at, edited))
        expect(first).toMatchObject({ kind: 'edited', line: at + 1, seq: at })
      }),
    )
  })

  test('the key that the first record names', () => {
    const forgedKey = lines[0]!.replace(/(checkpoint_key":")./, '$1x')
    expect(faultsOf(lines.with(0, forgedKey))).toMatchObject([{ kind: 'edited', line: 1, seq: 0 }])
  })

  test('a record edited, and its own hash made to fit', () => {
    check(
      property(anyRecord, (at) => {
        const faults = faultsOf(lines.with(at, forged(at, before(at))))
        // The last has no record after it that names the original: its checkpoint does.
        const kind = at === COUNT - 1 ? 'rewritten' : 'edited'
        expect(faults[0]).toMatchObject({ kind, line: at + 1, seq: at })
      }),
    )
  })

  test('records deleted from the beginning or the middle', { tags: ['LOG-3'] }, () => {
    check(
      property(nat({ max: COUNT - 2 }), nat({ max: COUNT }), (at, many) => {
        const count = 1 + (many % (COUNT - 1 - at))
        const faults = faultsOf(lines.toSpliced(at, count))
        expect(faults).toMatchObject([{ kind: 'deleted', line: at + 1, seq: at }])
        expect(faults[0]?.message).toContain(String(count))
      }),
    )
  })

  test('records cut off the end, up to all of them', { tags: ['LOG-3'] }, () => {
    check(
      property(anyRecord, (left) => {
        expect(faultsOf(lines.slice(0, left))).toMatchObject([{ kind: 'truncated', seq: left }])
      }),
    )
  })

  test('a cut in the middle of a line', () => {
    check(
      property(anyRecord, nat(), (at, where) => {
        const half = lines[at]!.slice(0, 1 + (where % (lines[at]!.length - 1)))
        writeFileSync(files.log, [...lines.slice(0, at), half].join('\n'))
        expect(verifyAuditLog(files).faults).toMatchObject([
          { kind: 'torn', line: at + 1 },
          { kind: 'truncated', seq: at },
        ])
      }),
    )
  })

  test('a forged record put in, chained to the one before it', { tags: ['LOG-3'] }, () => {
    check(
      property(integer({ min: 1, max: COUNT - 1 }), (at) => {
        const faults = faultsOf(lines.toSpliced(at, 0, forged(at, before(at), { event: 'consent' })))
        expect(faults).toMatchObject([{ kind: 'inserted', line: at + 1, seq: at }])
      }),
    )
  })

  test('a copy of a record put in elsewhere', () => {
    check(
      property(anyRecord, anyRecord, (which, at) => {
        const faults = faultsOf(lines.toSpliced(at, 0, lines[which]!))
        expect(faults).toHaveLength(1)
        expect(faults[0]?.kind).toBe('inserted')
        // Of two equal lines side by side either may be the copy.
        expect([at, at + 1, at + 2]).toContain(faults[0]?.line)
      }),
    )
  })

  test('a line put in that is no record', () => {
    check(
      property(anyRecord, string(), (at, text) => {
        const faults = faultsOf(lines.toSpliced(at, 0, text.replaceAll('\n', ' ')))
        expect(faults).toMatchObject([{ kind: 'inserted', line: at + 1 }])
      }),
    )
  })

  test('two records swapped', { tags: ['LOG-3'] }, () => {
    check(
      property(anyRecord, anyRecord, (a, b) => {
        pre(a !== b)
        const swapped = lines.with(a, lines[b]!).with(b, lines[a]!)
        const faults = faultsOf(swapped)
        expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['reordered']))
        expect(faults[0]?.line).toBe(Math.min(a, b) + 1)
      }),
    )
  })

  test('everything from one record on written anew, so that the chain holds', () => {
    check(
      property(anyRecord, (from) => {
        const rewritten = lines.slice(0, from)
        for (let seq = from; seq < COUNT; seq += 1) {
          rewritten.push(forged(seq, seq === 0 ? before(0) : linkOf(rewritten.at(-1)!), { ip: '10.0.0.1' }))
        }
        const faults = faultsOf(rewritten)
        expect(faults).toMatchObject([{ kind: 'rewritten' }])
        expect(faults[0]!.seq).toBeGreaterThanOrEqual(from)
      }),
    )
  })

  test('a deletion closed up by numbering and chaining the rest anew', () => {
    check(
      property(integer({ min: 1, max: COUNT - 2 }), (at) => {
        const rest = lines.slice(0, at)
        for (let seq = at + 1; seq < COUNT; seq += 1) rest.push(forged(seq, linkOf(rest.at(-1)!), {}))
        expect(faultsOf(rest)).toMatchObject([{ kind: 'truncated', seq: COUNT - 1 }])
      }),
    )
  })
})

test('several changes are all named', () => {
  const tampered = lines
    .with(3, lines[3]!.replace('success', 'failure'))
    .toSpliced(20, 1)
    .toSpliced(10, 1, lines[11]!, lines[10]!)
    .toSpliced(13, 1)
  expect(faultsOf(tampered).map(({ kind, line }) => [kind, line])).toEqual(
    expect.arrayContaining([
      ['edited', 4],
      ['deleted', expect.any(Number)],
    ]),
  )
  expect(recordsOf(files.log)).toHaveLength(tampered.length)
})
