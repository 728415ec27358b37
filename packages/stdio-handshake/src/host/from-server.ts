import type { Readable } from 'node:stream'
import { FrameSplitter, LineTooLong, type Piece } from '../frame-splitter.ts'
import { Accepted, parseFrame } from '../frames.ts'
import { HandshakeError } from '../handshake-error.ts'
import { Passage } from '../passage.ts'
import { brokenBy, noAnswer, serverEnded } from './host-failure.ts'

/** Reads a server's stdout: frames for us, MCP for the client. */
export class FromServer {
  readonly messages = new Passage()
  /** Resolves at the end of the server's stdout. @throws HandshakeError when it broke the protocol */
  readonly ended: Promise<void>
  readonly #input: Readable
  readonly #splitter = new FrameSplitter()
  #waiting: PromiseWithResolvers<unknown> | undefined
  /** After the first credential was accepted: what is no frame is MCP. */
  #open = false
  #over: HandshakeError | undefined

  constructor(input: Readable) {
    this.#input = input
    this.ended = this.#read()
    this.ended.then(
      () => this.#end(serverEnded()),
      (error: HandshakeError) => this.#end(error),
    )
  }

  /**
   * The JSON of the next frame. A server sends none but as an answer: one that nobody waits for breaks the protocol.
   * @param timeout seconds; without it the wait is as long as the server takes, as for any message
   * @throws HandshakeError
   */
  async frame(timeout?: number): Promise<unknown> {
    if (this.#over !== undefined) throw this.#over
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting = waiting
    const late =
      timeout === undefined ? undefined : setTimeout(() => waiting.reject(noAnswer(timeout)), timeout * 1000)
    try {
      return await waiting.promise
    } finally {
      clearTimeout(late)
    }
  }

  /** Reads nothing more. */
  stop(): void {
    this.#input.destroy()
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#input as AsyncIterable<Buffer>) {
        for (const piece of this.#splitter.push(chunk)) await this.#take(piece)
      }
    } catch (error) {
      if (error instanceof LineTooLong) throw brokenBy('server')
      if (error instanceof HandshakeError) throw error
      // We stopped reading, or the pipe broke: either way it is the end.
      return
    }
    const rest = this.#splitter.end()
    if (rest?.frame === false && this.#open) await this.messages.pass(rest.bytes)
  }

  async #take({ frame, bytes }: Piece): Promise<void> {
    const waiting = this.#waiting
    if (!frame && this.#open) return this.messages.pass(bytes)
    if (!frame || waiting === undefined) throw brokenBy('server')
    this.#waiting = undefined
    const json = parseFrame(bytes)
    // Here, because MCP may follow in the same chunk.
    this.#open ||= Accepted.safeParse(json).success
    waiting.resolve(json)
  }

  #end(error: HandshakeError): void {
    this.#over = error
    this.#waiting?.reject(error)
    this.messages.push(null)
  }
}
