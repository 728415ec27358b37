import * as z from 'zod'
import type { Provider, ProviderSettings } from './provider.ts'
import { readAnswer } from './read-answer.ts'

const User = z.object({ id: z.union([z.string(), z.number()]), login: z.string() })

/** GitHub, as a GitHub App whose user tokens expire; the paths are those of github.com and api.github.com. */
export function github({ issuer, apiUrl, clientId, clientSecret }: ProviderSettings): Provider {
  return {
    name: 'github',
    displayName: 'GitHub',
    authorizationServer: {
      issuer,
      authorization_endpoint: `${issuer}/login/oauth/authorize`,
      token_endpoint: `${issuer}/login/oauth/access_token`,
      revocation_endpoint: `${issuer}/login/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    },
    client: { id: clientId, secret: clientSecret },
    apiUrl,
    scopes: {
      'read:user': { title: 'See who you are on GitHub', reads: true },
      'repo:read': { title: 'See the repositories that you can see, private ones too', reads: true },
      'issues:read': { title: 'Read the issues that you can read', reads: true },
      'issues:write': { title: 'Open issues and write comments in your name' },
      delete_repo: { title: 'Delete repositories that you may delete' },
    },
    accountScopes: ['read:user'],
    // github.com has a code of its own for it.
    grantLost: ['invalid_grant', 'bad_refresh_token'],
    async account(fetch) {
      const { id, login } = await readAnswer(await fetch('/user'), User)
      return { id: String(id), name: login }
    },
  }
}
