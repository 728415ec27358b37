import { Readable, type Writable } from 'node:stream'

/** A stream of bytes that waits until somebody reads them. */
export class Passage extends Readable {
  #wanted: (() => void) | undefined

  override _read(): void {
    const wanted = this.#wanted
    this.#wanted = undefined
    wanted?.()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this._read()
    callback(error)
  }

  /** Resolves when there is room for more. */
  async pass(bytes: Buffer): Promise<void> {
    if (this.destroyed || this.push(bytes)) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wanted = resolve
    await promise
  }
}

/**
 * Calls back when `to` has handed the bytes on, which is how back-pressure reaches the sender. A pipe whose reader has
 * gone is not our failure: the end of the other pipe says the same, and ends the session in order.
 */
export function handOn(to: Writable, bytes: Buffer, done: () => void): void {
  if (to.destroyed || to.writableEnded) done()
  else to.write(bytes, () => done())
}
