import type { Secret } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { PageConfig, signIn } from '@chain-of-trust/tooling'
import { AI_HOST, ORCHESTRATOR } from './system-under-test.ts'

/** A claims request for each authentication context of the tenant. */
export const EVERY_CONTEXT = JSON.stringify({
  access_token: {
    acrs: {
      essential: true,
      values: Object.values(registrations().authenticationContexts).map(({ id }) => id),
    },
  },
})

/** Somebody who is signed in, with what their browser would hold. */
export interface Person {
  token: Secret
  key: DpopKey
  /** A request with Token A and its proof. */
  send(url: string, init?: RequestInit): Promise<Response>
  /** Calls one tool through the whole chain. */
  tool(name: string, input: Record<string, unknown>): Promise<Response>
}

/**
 * Signs in over HTTP, by the pages that a person would see.
 * @param claims a claims challenge to be met with it, JSON text
 */
export async function person(name: string, claims?: string): Promise<Person> {
  const config = PageConfig.parse(await (await fetch(`${AI_HOST}/config.json`)).json())
  const key = await createDpopKey()
  const { token } = await signIn(config, name, key, claims)
  const dpop = dpopFetch(key)
  const send = (url: string, init: RequestInit = {}) => dpop(url, { ...init, accessToken: token })
  return {
    token,
    key,
    send,
    tool: (tool, input) =>
      send(`${ORCHESTRATOR}/api/tools/mcp-sharepoint/${tool}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
  }
}
