import { Refusal, type AccessToken } from '@chain-of-trust/auth-core'
import type { DownstreamResource } from './server-definition.ts'
import { refusalIn } from './resource-refusal.ts'
import type { ToolContext, ToolFetch } from './tool.ts'

/** Sends a request with one token, wherever it is pointed (token-flow's sender, bound to Token C). */
export type TokenFetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** Milliseconds for one answer of the resource. */
const TIMEOUT = 15_000

export interface ToolCallOptions {
  name: string
  token: AccessToken
  resource: DownstreamResource
  send: TokenFetch
  signal: AbortSignal
}

/**
 * One admitted call of one tool by one user: made by the gate, and by nothing else. A tool does not run
 * without it.
 */
export class ToolCall {
  readonly name: string
  readonly context: ToolContext
  #refusal: Refusal | undefined

  constructor({ name, token, resource, send, signal }: ToolCallOptions) {
    this.name = name
    const fetch = confine(resource.url, send, signal, (refusal) => {
      this.#refusal ??= refusal
      return refusal
    })
    this.context = Object.freeze({
      fetch,
      signal,
      user: Object.freeze({ tid: token.tid, oid: token.oid }),
    })
  }

  /**
   * What the resource refused while the tool ran. It replaces the answer: inside an MCP result it would be
   * HTTP 200, and no client would step up.
   */
  get lateRefusal(): Refusal | undefined {
    return this.#refusal
  }
}

function confine(
  base: string,
  send: TokenFetch,
  signal: AbortSignal,
  refuse: (refusal: Refusal) => Refusal,
): ToolFetch {
  return async (path, init = {}) => {
    const url = below(base, path)
    const patience = AbortSignal.timeout(TIMEOUT)
    const signals = [signal, patience, ...(init.signal ? [init.signal] : [])]
    let response: Response
    try {
      response = await send(url, { ...init, signal: AbortSignal.any(signals) })
    } catch (cause) {
      const gaveUp = signal.aborted || init.signal?.aborted === true
      throw gaveUp ? cause : refuse(new Refusal('resource_unavailable', { cause, detail: 'no answer' }))
    }
    const refusal = await refusalIn(response)
    if (refusal !== undefined) throw refuse(refusal)
    return response
  }
}

/** An argument such as `/../..//attacker.example` must not take the token anywhere else. */
function below(base: string, path: string): URL {
  const { origin, pathname } = new URL(base)
  const root = pathname.endsWith('/') ? pathname : `${pathname}/`
  const url = URL.parse(`${origin}${root}${path.replace(/^\//, '')}`)
  if (!path.startsWith('/') || url?.origin !== origin || !url.pathname.startsWith(root)) {
    throw new Error('a tool may only call paths below its resource')
  }
  return url
}
