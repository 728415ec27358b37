import { Writable } from 'node:stream'
import { FrameSplitter, LF, LineTooLong } from '../frame-splitter.ts'
import { handOn } from '../passage.ts'
import { brokenBy } from './host-failure.ts'

type Task = () => Promise<void>

/**
 * The way to a server for MCP. Between two lines the session may stop the messages, and talk to the server itself:
 * what follows is then under the new credential.
 */
export class ToServer extends Writable {
  readonly #to: Writable
  readonly #due: () => Task | undefined
  readonly #onInjection: (error: Error) => void
  readonly #splitter = new FrameSplitter()
  #betweenLines = true
  #writing = false
  #tasks: Task[] = []
  #running: Promise<void> | undefined

  /**
   * @param hooks.due what must happen before the next message, asked between lines
   * @param hooks.onInjection the client sent what looks like a frame: it has been dropped, and nothing follows it
   */
  constructor(to: Writable, hooks: { due: () => Task | undefined; onInjection: (error: Error) => void }) {
    super()
    this.#to = to
    this.#due = hooks.due
    this.#onInjection = hooks.onInjection
    // `handOn` says why.
    to.on('error', () => undefined)
  }

  /** Runs a task between two lines: now, or when the line that is under way is complete. */
  between<T>(task: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#tasks.push(() => task().then(resolve, reject))
    if (this.#betweenLines && !this.#writing) void this.#runTasks()
    return promise
  }

  /** Puts bytes on the pipe; for tasks only. */
  send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => handOn(this.#to, bytes, resolve))
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    void this.#write(chunk, callback)
  }

  override _final(callback: () => void): void {
    const rest = this.#splitter.end()
    if (rest?.frame === false) this.#to.write(rest.bytes)
    this.#stop()
    void this.#runTasks()
    callback()
  }

  /** The line that is under way will never be complete: who waits for its end hears that the server is gone. */
  #stop(): void {
    this.#betweenLines = true
    this.#to.end()
  }

  async #write(chunk: Buffer, done: () => void): Promise<void> {
    this.#writing = true
    await this.#running
    try {
      for (const { frame, bytes } of this.#splitter.push(chunk)) {
        if (frame) throw brokenBy('client')
        await this.#pass(bytes)
      }
    } catch (error) {
      this.#stop()
      this.#onInjection(error instanceof LineTooLong ? brokenBy('client') : (error as Error))
    }
    this.#writing = false
    if (this.#betweenLines && this.#tasks.length > 0) await this.#runTasks()
    done()
  }

  async #pass(bytes: Buffer): Promise<void> {
    let rest = bytes
    if (!this.#betweenLines && (this.#tasks.length > 0 || this.#due() !== undefined)) {
      // The line that is under way goes first, to its end.
      const end = bytes.indexOf(LF) + 1
      await this.#put(end === 0 ? bytes : bytes.subarray(0, end))
      if (end === 0) return
      rest = bytes.subarray(end)
    }
    if (this.#betweenLines) {
      await this.#runTasks()
      await this.#due()?.()
    }
    await this.#put(rest)
  }

  async #put(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return
    this.#betweenLines = bytes.at(-1) === LF
    await this.send(bytes)
  }

  #runTasks(): Promise<void> {
    this.#running ??= this.#runAll().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #runAll(): Promise<void> {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) await task()
  }
}
