import { Refusal } from '@chain-of-trust/auth-core'
import { withTokenB, type Sender } from '@chain-of-trust/token-flow'
import type * as z from 'zod'
import { refusalIn } from '../mcp/refusal-in.ts'
import type { Principal } from '../tools/tool-call.ts'

/** Milliseconds; a revocation has to reach the provider. */
const TIMEOUT = 10_000

/** Who asks: their token is exchanged for one that may see, begin and end their own links, and nothing else. */
export type Asking = Pick<Principal, 'tokenB' | 'signal'>

export interface VaultRequest<Schema extends z.ZodType> {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below the vault's URL. */
  path: string
  body?: object
  answer: Schema
}

/**
 * One request to the token vault, in the person's name.
 * @returns undefined when there is no such thing (404)
 * @throws Refusal
 */
export type AskVault = <Schema extends z.ZodType>(
  asking: Asking,
  request: VaultRequest<Schema>,
) => Promise<z.infer<Schema> | undefined>

/** @param vault canonical URL: base of its API, and prefix of its scopes */
export function askVault(sender: Sender, vault: string): AskVault {
  return async ({ tokenB, signal }, { method, path, body, answer }) => {
    const token = await tokenB([`${vault}/Links.Manage`])
    const init: RequestInit = {
      method,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }
    const response = await withTokenB(sender, token)(vault + path, init).catch((cause: unknown) => {
      if (signal.aborted) throw cause
      throw new Refusal('resource_unavailable', { detail: 'token vault unreachable', cause })
    })
    if (response.status === 404) return undefined
    if (!response.ok) throw await refusalIn(response, 'token vault')
    const read = answer.safeParse(await response.json().catch(() => undefined))
    if (read.success) return read.data
    throw new Refusal('resource_unavailable', { detail: 'token vault: unreadable answer', cause: read.error })
  }
}
