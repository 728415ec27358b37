import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameSplitter, LineTooLong, LONGEST_FRAME, PREFIX, type Piece } from './frame-splitter.ts'

/** Cuts at the given places, which may be anywhere and any number. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

function split(chunks: readonly Buffer[], splitter = new FrameSplitter()): Piece[] {
  const pieces = chunks.flatMap((chunk) => [...splitter.push(chunk)])
  const rest = splitter.end()
  return rest === undefined ? pieces : [...pieces, rest]
}

/** Frames as lines again, and what was between them. */
const together = (pieces: readonly Piece[]): Buffer =>
  Buffer.concat(pieces.map(({ frame, bytes }) => (frame ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes)))

const withoutLineFeed = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 10 ? 11 : byte))))
/** Lines that begin like a frame, as far as a line can without being one. */
const almost = fc
  .tuple(fc.nat(PREFIX.length - 1), withoutLineFeed)
  .map(([length, rest]) => Buffer.concat([PREFIX.subarray(0, length), Buffer.from('x'), rest]))
const frame = withoutLineFeed.map((rest) => Buffer.concat([PREFIX, rest]))
const lines = fc.array(fc.oneof(withoutLineFeed, almost, frame), { maxLength: 12 })
const isFrame = (line: Buffer) => line.subarray(0, PREFIX.length).equals(PREFIX)

test('however the bytes are cut, the same frames come out, and between them every byte in its place', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.nat(), { maxLength: 20 }), withoutLineFeed, (all, places, tail) => {
      const stream = Buffer.concat(
        all.flatMap((line) => [line, Buffer.from('\n')]).concat(isFrame(tail) ? [] : [tail]),
      )
      const pieces = split(cut(stream, places))
      expect(together(pieces).equals(stream)).toBe(true)
      expect(pieces.filter((piece) => piece.frame).map(({ bytes }) => String(bytes))).toEqual(
        all.filter(isFrame).map(String),
      )
    }),
    { numRuns: 500 },
  )
})

test('byte by byte is no different', () => {
  const stream = Buffer.from('{"a":1}\n{"stdio_handshake":1}\n{"stdio_hand":2}\n\n')
  const pieces = split([...stream].map((byte) => Buffer.from([byte])))
  expect(together(pieces)).toEqual(stream)
  expect(pieces.filter((piece) => piece.frame).map(({ bytes }) => String(bytes))).toEqual([
    '{"stdio_handshake":1}',
  ])
})

test('what begins a line within a message is no frame', () => {
  const line = Buffer.from('{"text":"{\\"stdio_handshake\\":1}"} {"stdio_handshake":1}\n')
  expect(split([line])).toEqual([{ frame: false, bytes: line }])
})

test('messages are not copied: they pass as slices of their chunk', () => {
  const chunk = Buffer.from('{"a":1}\n{"stdio_handshake":1}\n{"b":2}\n{"c":3}\n')
  const messages = split([chunk]).filter((piece) => !piece.frame)
  expect(messages.map(({ bytes }) => String(bytes))).toEqual(['{"a":1}\n', '{"b":2}\n{"c":3}\n'])
  expect(messages.every(({ bytes }) => bytes.buffer === chunk.buffer)).toBe(true)
})

test('a frame has an end, before which it is not kept', () => {
  const splitter = new FrameSplitter()
  const fill = Buffer.alloc(1024, 'x')
  expect([...splitter.push(PREFIX)]).toEqual([])
  const feed = () => {
    for (let fed = PREFIX.length; fed < 10_000_000; fed += fill.length) {
      expect(fed).toBeLessThanOrEqual(LONGEST_FRAME)
      expect([...splitter.push(fill)]).toEqual([])
    }
  }
  expect(feed).toThrow(new LineTooLong('frame_too_long'))
})

test('the longest frame passes, and one byte more does not', () => {
  const longest = Buffer.concat([PREFIX, Buffer.alloc(LONGEST_FRAME - PREFIX.length, 'x')])
  expect(split([longest, Buffer.from('\n')])).toEqual([{ frame: true, bytes: longest }])
  expect(() => split([longest, Buffer.from('x\n')])).toThrow('frame_too_long')
})

test('a message has an end too, where one is set, and counts from its first byte', () => {
  const passed = split([Buffer.from('{"123456'), Buffer.from('7\n12345\n')], new FrameSplitter(10))
  expect(String(together(passed))).toBe('{"1234567\n12345\n')
  expect(() => split([Buffer.from('{"1234567'), Buffer.from('89\n')], new FrameSplitter(10))).toThrow(
    'message_too_long',
  )
})
