import * as z from 'zod'
import type { Provider, ProviderSettings } from './provider.ts'
import { readAnswer } from './read-answer.ts'

const Myself = z.object({ accountId: z.string().min(1), displayName: z.string() })

/** Jira; the paths of the authorization server are those of auth.atlassian.com. */
export function jira({ issuer, apiUrl, clientId, clientSecret }: ProviderSettings): Provider {
  return {
    name: 'jira',
    displayName: 'Jira',
    authorizationServer: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      revocation_endpoint: `${issuer}/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    },
    client: { id: clientId, secret: clientSecret },
    apiUrl,
    scopes: {
      'read:jira-user': { title: 'See who you are in Jira', reads: true },
      'read:jira-work': { title: 'Read the projects and tickets that you can read', reads: true },
      'write:jira-work': { title: 'Open tickets and write comments in your name' },
    },
    accountScopes: ['read:jira-user'],
    grantLost: ['invalid_grant'],
    async account(fetch) {
      const { accountId, displayName } = await readAnswer(await fetch('/myself'), Myself)
      return { id: accountId, name: displayName }
    },
  }
}
