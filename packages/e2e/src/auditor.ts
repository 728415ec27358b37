import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { registration } from '@chain-of-trust/service-kit/registrations'
import { PageConfig, signIn } from '@chain-of-trust/tooling'
import { expect } from 'vitest'
import * as z from 'zod'
import { AI_HOST } from './system-under-test.ts'

const Chains = z.object({
  chains: z.array(
    z.object({
      log: z.string(),
      head: z.object({ seq: z.int(), hash: z.string() }).nullable(),
      checkpoint: z.object({ seq: z.int() }).nullable(),
      ok: z.boolean(),
      faults: z.array(z.string()),
    }),
  ),
})

export type HeldChain = z.infer<typeof Chains>['chains'][number]

/** Somebody who has the chains verified by audit-trail. Signed in once: mock-idp records that, reading it does not. */
export async function auditor(): Promise<() => Promise<HeldChain[]>> {
  const config = PageConfig.parse(await (await fetch(`${AI_HOST}/config.json`)).json())
  const { url, identifierUris } = registration('audit-trail')
  const key = await createDpopKey()
  const { token } = await signIn({ ...config, scopes: [`${identifierUris[0]}/Audit.Read`] }, 'Carol', key)
  return async () => {
    const response = await dpopFetch(key)(`${url}/api/chains`, { accessToken: token })
    expect(response.status).toBe(200)
    return Chains.parse(await response.json()).chains
  }
}
