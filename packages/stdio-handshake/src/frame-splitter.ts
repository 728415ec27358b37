/** The first bytes of every frame, and of nothing else on the pipe. */
export const PREFIX = Buffer.from('{"stdio_handshake":')
/** Bytes of a frame, without its line feed. Room for the largest access token and a proof. */
export const LONGEST_FRAME = 65_536
export const LF = 0x0a

/** A frame, whole and without its line feed; or bytes of MCP as they came. */
export interface Piece {
  readonly frame: boolean
  readonly bytes: Buffer
}

/** Thrown while the line is still coming: it is not kept to be measured. */
export class LineTooLong extends Error {
  readonly reason: 'frame_too_long' | 'message_too_long'

  constructor(reason: LineTooLong['reason']) {
    super(reason)
    this.reason = reason
  }
}

/**
 * Takes the frames out of a stream of lines. MCP is not parsed and not copied: it passes as slices of the chunks it
 * came in. What is kept is one frame at most; of MCP nothing, since bytes that may yet become a frame are known.
 */
export class FrameSplitter {
  /** Bytes. */
  longestMessage: number
  #place: 'start' | 'message' | 'frame' = 'start'
  /** Bytes of PREFIX that this line began with, and that nobody has been given. */
  #matched = 0
  /** Bytes of this line of MCP. */
  #length = 0
  #parts: Buffer[] = []

  constructor(longestMessage = Infinity) {
    this.longestMessage = longestMessage
  }

  /** The pieces that a chunk completes, in order. @throws LineTooLong */
  *push(chunk: Buffer): Generator<Piece> {
    /** From here on, bytes of MCP that were not handed on. */
    let from = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#place === 'message') {
        at = this.#message(chunk, at)
      } else if (this.#place === 'frame') {
        const end = chunk.indexOf(LF, at)
        this.#keep(chunk.subarray(at, end < 0 ? chunk.length : end))
        from = at = end < 0 ? chunk.length : end + 1
        if (end >= 0) yield { frame: true, bytes: this.#takeFrame() }
      } else {
        const line = at
        const before = this.#matched
        while (at < chunk.length && this.#matched < PREFIX.length && chunk[at] === PREFIX[this.#matched]) {
          at += 1
          this.#matched += 1
        }
        const whole = this.#matched === PREFIX.length
        if (whole || at === chunk.length) {
          if (line > from) yield { frame: false, bytes: chunk.subarray(from, line) }
          from = at
          if (whole) this.#beginFrame()
        } else {
          // No frame after all: what an earlier chunk began with goes first.
          if (before > 0) yield { frame: false, bytes: PREFIX.subarray(0, before) }
          this.#place = 'message'
          this.#length = this.#matched
          this.#matched = 0
        }
      }
    }
    if (at > from) yield { frame: false, bytes: chunk.subarray(from, at) }
  }

  /** What the stream ended in the middle of. @returns undefined at the end of a line */
  end(): Piece | undefined {
    if (this.#place === 'frame') return { frame: true, bytes: this.#takeFrame() }
    const bytes = PREFIX.subarray(0, this.#matched)
    this.#matched = 0
    return bytes.length === 0 ? undefined : { frame: false, bytes }
  }

  #message(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(LF, at)
    const next = end < 0 ? chunk.length : end + 1
    this.#length += next - at
    if (this.#length > this.longestMessage) throw new LineTooLong('message_too_long')
    if (end >= 0) this.#place = 'start'
    return next
  }

  #beginFrame(): void {
    this.#place = 'frame'
    this.#length = 0
    this.#matched = 0
    this.#keep(PREFIX)
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length
    if (this.#length > LONGEST_FRAME) throw new LineTooLong('frame_too_long')
    this.#parts.push(bytes)
  }

  #takeFrame(): Buffer {
    const frame = Buffer.concat(this.#parts)
    this.#parts = []
    this.#place = 'start'
    return frame
  }
}
