import { Writable } from 'node:stream'
import { LF } from '../frame-splitter.ts'
import { handOn } from '../passage.ts'

/** The way out for MCP, with frames put between its lines. */
export class LineOutput extends Writable {
  readonly #to: Writable
  #betweenLines = true
  #frames: Buffer[] = []

  constructor(to: Writable) {
    super()
    this.#to = to
    // `handOn` says why.
    to.on('error', () => undefined)
  }

  /** Sends a frame at the next end of a line. */
  async frame(line: Buffer): Promise<void> {
    if (this.#betweenLines) await new Promise<void>((resolve) => handOn(this.#to, line, resolve))
    else this.#frames.push(line)
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    if (chunk.length > 0) this.#betweenLines = chunk.at(-1) === LF
    const waiting = this.#betweenLines ? this.#frames.splice(0) : []
    handOn(this.#to, waiting.length === 0 ? chunk : Buffer.concat([chunk, ...waiting]), callback)
  }
}
