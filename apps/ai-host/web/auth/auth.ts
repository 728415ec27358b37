import type { BesideResource, PageConfig } from '../page-config.ts'
import { acquireAccessToken, stepUp } from './access-token.ts'
import type { Challenge } from './challenge.ts'
import { forgetDpopKey, loadDpopKey } from './dpop-key.ts'
import { dropTokensOfOtherKey } from './key-change.ts'
import { resourceFetch, type ResourceFetch } from './resource-fetch.ts'
import { accountOf, personOf, type Person } from './person.ts'
import { createPublicClient } from './public-client.ts'
import { signIn, signOut } from './sign-in.ts'
import { tokenRequest, type TokenRequest } from './token-request.ts'

/** All that the page can do with the person's identity. No function here returns a token. */
export interface Auth {
  /** The page's application id. */
  clientId: string
  person(): Person | undefined
  signIn(): Promise<Person>
  /** @throws AuthError when the identity provider did not confirm; here the person is signed out anyway */
  signOut(): Promise<void>
  /**
   * Has the person meet a challenge in a window; the next request carries the upgraded Token A. In a click only.
   * @throws OtherAccount
   */
  stepUp(challenge: Challenge): Promise<void>
  /** Meets a challenge without the person, by a renewal in the background. Opens no window, ever. */
  renew(challenge: Challenge): Promise<void>
  /** Of the orchestrator. */
  fetch: ResourceFetch
  /** Of audit-trail, with a token of its own; absent: this system has none. */
  auditTrail: ResourceFetch | undefined
  /** Of the attack lab; absent: it does not run. */
  attackLab: ResourceFetch | undefined
}

export async function createAuth(config: PageConfig): Promise<Auth> {
  const key = config.senderConstraint === 'dpop' ? await loadDpopKey() : undefined
  const client = await createPublicClient(config, key)
  if (key !== undefined) await dropTokensOfOtherKey(client, key.jkt)
  const request = tokenRequest(config, key)

  const fetchOf = (origin: string, of: TokenRequest): ResourceFetch =>
    resourceFetch({ origin, key, accessToken: (options) => acquireAccessToken(client, of, options) })
  const fetchBeside = (beside: BesideResource | undefined): ResourceFetch | undefined => {
    if (beside === undefined) return undefined
    const { url, scope } = beside
    // The mock takes resource indicators, Entra ID does not: as for the orchestrator.
    const resource = config.resource === undefined ? undefined : scope.slice(0, scope.lastIndexOf('/'))
    return fetchOf(url, tokenRequest({ scopes: [scope], resource }, key))
  }

  return {
    clientId: config.clientId,
    person: () => {
      const account = accountOf(client)
      return account === null ? undefined : personOf(account)
    },
    signIn: () => signIn(client, request),
    signOut: async () => {
      if (key !== undefined) await forgetDpopKey()
      await signOut(client)
    },
    stepUp: async (challenge) => {
      await stepUp(client, request, challenge)
    },
    renew: async ({ claims = '{}' }) => {
      await acquireAccessToken(client, request, { claims })
    },
    fetch: fetchOf(config.orchestrator, request),
    auditTrail: fetchBeside(config.auditTrail),
    attackLab: fetchBeside(config.attackLab),
  }
}
