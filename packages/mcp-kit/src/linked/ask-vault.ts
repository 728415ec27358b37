import { Refusal, Secret } from '@chain-of-trust/auth-core'
import * as z from 'zod'
import { refusalIn } from '../resource-refusal.ts'
import type { TokenFetch } from '../tool-call.ts'
import type { LinkedResource, LinkNeeded } from './linked-resource.ts'

/** A short access token of the provider, on loan for one call. */
export interface Loan {
  token: Secret
  /** Which of the link's tokens this is: to name the one that the provider refused. */
  generation: number
}

export type VaultAnswer = { loan: Loan } | { needed: LinkNeeded }

/**
 * Asks the token vault for the person's token at the provider. It is not recorded here: the vault records each access.
 * @param rejected generation of the token that the provider has just refused: give another one
 * @throws Refusal
 */
export type AskVault = (rejected?: number) => Promise<VaultAnswer>

const Released = z.object({
  provider: z.string(),
  // A token of another type (RFC 6749 §7.1) would be presented in a way that its server does not protect.
  token_type: z.string().regex(/^bearer$/i),
  access_token: z.string().min(1),
  generation: z.int().positive(),
})

const LinkRequired = z.object({
  error: z.literal('link_required'),
  reason: z.enum(['not_linked', 'scopes_missing', 'grant_lost']),
  provider: z.string(),
  scopes: z.array(z.string().max(100)).max(100),
  connect_url: z.url(),
  expires_at: z.iso.datetime(),
})

/** Milliseconds for one answer of the vault, which may have to wait for the provider itself. */
const TIMEOUT = 15_000

/**
 * @param send presents Token C, which is for the vault
 * @param scopes the provider's scopes that the tool's row names
 * @param signal aborted when the caller goes away
 */
export function askVault(
  resource: LinkedResource,
  { send, scopes, signal }: { send: TokenFetch; scopes: readonly string[]; signal: AbortSignal },
): AskVault {
  const { provider, vault } = resource
  const url = `${vault.url.replace(/\/$/, '')}/access-token`

  return async (rejected) => {
    const response = await posted({ scopes, ...(rejected === undefined ? {} : { rejected }) })
    if (response.status !== 409) {
      const refusal = await refusalIn(response)
      if (refusal !== undefined) throw refusal
    }
    const body: unknown = await response.json().catch(() => undefined)
    const released = response.ok ? Released.safeParse(body).data : undefined
    // Another provider's token must not go to this one (RFC 9700 §4.4, mix-up).
    if (released?.provider === provider) {
      return { loan: { token: new Secret(released.access_token), generation: released.generation } }
    }
    const required = response.status === 409 ? LinkRequired.safeParse(body).data : undefined
    if (required?.provider === provider && ownPage(required.connect_url)) {
      const { reason, scopes: wanted, connect_url: connectUrl, expires_at: expiresAt } = required
      return { needed: { reason, scopes: wanted, connectUrl, expiresAt } }
    }
    // Our row of its access control list, its address, its version: nothing that the person could change.
    throw new Refusal('exchange_misconfigured', { detail: `the token vault answered ${response.status}` })
  }

  async function posted(body: object): Promise<Response> {
    try {
      return await send(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      })
    } catch (cause) {
      if (signal.aborted) throw cause
      throw new Refusal('resource_unavailable', {
        cause,
        detail: 'no answer of the token vault',
        retryAfter: 5,
      })
    }
  }

  /** People are sent to the vault and nowhere else, whoever answers in its name. */
  function ownPage(page: string): boolean {
    return new URL(page).origin === new URL(vault.portal).origin
  }
}
