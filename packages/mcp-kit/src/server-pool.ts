import {
  PerRequestHTTPServerTransport,
  type AuthInfo,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type McpServer,
} from '@modelcontextprotocol/server'
import { REVISION, type Era } from './ordinary-call.ts'

/** Servers kept for the next call, per era. More are made when more calls run at once, and dropped after. */
const MOST_IDLE = 64

export interface ServerPool {
  /**
   * Runs one exchange on a server that has no other.
   * @param signal aborted when the caller goes away: the exchange ends, and its server with it
   * @returns the answer; undefined: turned away before any tool ran, or the caller has gone
   */
  serve(message: JSONRPCRequest, authInfo: AuthInfo, signal: AbortSignal): Promise<JSONRPCMessage | undefined>
  readonly idle: number
  close(): Promise<void>
}

/**
 * Long-lived connected servers, one exchange at a time each. Building a server for every request is most of
 * what a request costs. A server is given back only when its one handler has answered; one whose caller left,
 * or whose tool never ends, is closed and forgotten, so a late word from it reaches nobody.
 * @param build makes a server that has not been connected
 */
export function createServerPool(build: () => McpServer, era: Era): ServerPool {
  const idle: Slot[] = []
  let closed = false

  const take = async (): Promise<Slot> => {
    const kept = idle.pop()
    if (kept !== undefined) return kept
    const slot = new Slot(era)
    await build().connect(slot)
    return slot
  }

  return {
    async serve(message, authInfo, signal) {
      const slot = await take()
      const leave = () => void slot.close()
      if (signal.aborted) leave()
      signal.addEventListener('abort', leave, { once: true })
      const answer = await slot.exchange(message, authInfo)
      signal.removeEventListener('abort', leave)
      if (slot.free && !closed && idle.length < MOST_IDLE) idle.push(slot)
      else await slot.close()
      return answer
    },
    get idle() {
      return idle.length
    },
    async close() {
      closed = true
      await Promise.all(idle.splice(0).map((slot) => slot.close()))
    },
  }
}

/** A transport that stays connected and carries one exchange after the other. */
class Slot extends PerRequestHTTPServerTransport {
  #exchange: { id: string | number; settle: (answer: JSONRPCMessage | undefined) => void } | undefined
  #dispatching = false
  #closed = false

  constructor(era: Era) {
    // The SDK binds a server to its revision by the class and the classification of what it is connected to.
    super({ classification: era === 'modern' ? { era, revision: REVISION } : { era } })
  }

  /** Connected, and nobody's now. */
  get free(): boolean {
    return !this.#closed && this.#exchange === undefined
  }

  exchange(message: JSONRPCRequest, authInfo: AuthInfo): Promise<JSONRPCMessage | undefined> {
    if (this.#exchange !== undefined) throw new Error('one exchange at a time')
    return new Promise((resolve) => {
      if (this.#closed) return resolve(undefined)
      this.#exchange = { id: message.id, settle: resolve }
      this.#dispatching = true
      this.onmessage?.(message, { authInfo })
      this.#dispatching = false
      return undefined
    })
  }

  /**
   * Passes on the one answer of the one exchange. Our tools have no way to send anything else. An answer that
   * comes while the message is handed over is the SDK's refusal (handlers run later), and the SDK's own entry
   * knows its HTTP status.
   */
  override send(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message) && message.id === this.#exchange?.id) {
      this.#end(this.#dispatching ? undefined : message)
    }
    return Promise.resolve()
  }

  override close(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#closed = true
    this.#end(undefined)
    this.onclose?.()
    return Promise.resolve()
  }

  #end(answer: JSONRPCMessage | undefined): void {
    const exchange = this.#exchange
    this.#exchange = undefined
    exchange?.settle(answer)
  }
}
