import { Secret } from '@chain-of-trust/auth-core'
import type { DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { createSender } from '@chain-of-trust/token-flow'
import { auth, computeScopeUnion, extractWWWAuthenticateParams } from '@modelcontextprotocol/client'
import type { TokenFetch } from '../guarded-fetch.ts'
import { oauthFetch } from './oauth-fetch.ts'
import type { Person } from './person.ts'

/** Authorizations for one request: the first, and two steps up. */
const MOST_ATTEMPTS = 3

/**
 * The chain under the MCP client for a server that is not ours: presents the person's token with our own
 * sender, and goes through authorization when the server asks for it.
 */
export function authorizedFetch(serverUrl: string, person: Person, dpopKey?: DpopKey): TokenFetch {
  const bearer = createSender({})
  const bound = createSender({ dpopKey })
  const fetchFn = oauthFetch((input, init) => fetch(input, init))
  let scopes: string | undefined

  const present: TokenFetch = (input, init) => {
    const tokens = person.tokens()
    if (tokens === undefined) return fetch(input, { ...init, redirect: 'error' })
    const send = tokens.token_type.toLowerCase() === 'dpop' ? bound : bearer
    return send(new Secret(tokens.access_token))(input, init)
  }

  const authorize = async (response: Response): Promise<void> => {
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response)
    await response.body?.cancel()
    // What was granted before must not be lost by asking for more.
    scopes = computeScopeUnion(scopes, scope)
    const options = {
      serverUrl,
      fetchFn,
      forceReauthorization: response.status === 403,
      ...(scopes === undefined ? {} : { scope: scopes }),
      ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }),
    }
    if ((await auth(person, options)) === 'AUTHORIZED') return
    const { code, iss } = person.takeAnswer()
    await auth(person, { ...options, authorizationCode: code, ...(iss === undefined ? {} : { iss }) })
    scopes = computeScopeUnion(scopes, person.tokens()?.scope)
  }

  return async (input, init) => {
    let response = await present(input, init)
    for (let attempt = 0; attempt < MOST_ATTEMPTS && wantsMore(response); attempt++) {
      await authorize(response)
      response = await present(input, init)
    }
    return response
  }
}

function wantsMore(response: Response): boolean {
  if (response.status === 401) return true
  return response.status === 403 && extractWWWAuthenticateParams(response).error === 'insufficient_scope'
}
