import { Refusal, type AccessToken, type Secret } from '@chain-of-trust/auth-core'
import { LinkLost } from './linked/linked-account.ts'
import type { LinkedResource, LinkNeeded } from './linked/linked-resource.ts'
import type { ToolContext, ToolFetch } from './tool.ts'

/** Sends a request with one token, wherever it is pointed (token-flow's sender, bound to Token C). */
export type TokenFetch = (input: string | URL, init?: RequestInit) => Promise<Response>

/** Makes the fetch that presents a token. */
export type TokenSender = (token: Secret) => TokenFetch

/** Milliseconds for one answer of the resource. */
const TIMEOUT = 15_000

/** How one call reaches its resource: with a token that the tool never sees. */
export interface Reach {
  /** Base of every request. */
  readonly url: string
  readonly send: TokenFetch
  /** What an answer means for our own caller, if it is not for the tool to explain. */
  readonly refusalIn: (response: Response) => Promise<Refusal | undefined>
  /** Set: it has no token, and cannot have one before the person has been to the token vault. */
  readonly missing?: MissingLink | undefined
}

/** A link to the person's account, and what the vault asks of them for it; or that they said no. */
export interface MissingLink {
  resource: LinkedResource
  needed: LinkNeeded | 'declined'
}

export interface ToolCallOptions {
  name: string
  token: AccessToken
  reach: Reach
  signal: AbortSignal
}

/**
 * One admitted call of one tool by one user: made by the gate, and by nothing else. A tool does not run
 * without it.
 */
export class ToolCall {
  readonly name: string
  readonly context: ToolContext
  readonly #reach: Reach
  #refusal: Refusal | undefined

  constructor({ name, token, reach, signal }: ToolCallOptions) {
    this.name = name
    this.#reach = reach
    const fetch = confine(reach, signal, (refusal) => {
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

  /**
   * Why the person must go to the token vault: known before the tool runs, or met by it, where the provider refused the
   * token and there is no other.
   */
  get missingLink(): MissingLink | undefined {
    return this.#reach.missing
  }
}

function confine(
  { url: base, send, refusalIn }: Reach,
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
      if (cause instanceof LinkLost) throw cause
      if (cause instanceof Refusal) throw refuse(cause)
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
