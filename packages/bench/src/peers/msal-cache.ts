import { generateKeyPairSync, hash } from 'node:crypto'
import { ConfidentialClientApplication, type INetworkModule, type NetworkResponse } from '@azure/msal-node'
import { TENANT } from '../issuer.ts'

const SCOPE = 'https://ledger.example/Entries.Read'

/** msal-node's on-behalf-of with its own cache, and a token endpoint that answers at once. */
export interface MsalCache {
  /** @returns whether the token came from the cache */
  acquire(assertion: string): Promise<boolean>
  /** Token requests made so far. */
  requests(): number
}

/** @param assertions one for each user who is in the cache already */
export async function msalCache(assertions: readonly string[]): Promise<MsalCache> {
  let requests = 0
  const answer = async (): Promise<NetworkResponse<unknown>> => {
    requests++
    return { status: 200, headers: {}, body: tokenResponse('user-0') }
  }
  const application = createApplication({
    sendGetRequestAsync: () => Promise.reject(new Error('only token requests are expected')),
    sendPostRequestAsync: answer as INetworkModule['sendPostRequestAsync'],
  })
  const acquire = async (assertion: string): Promise<boolean> => {
    const result = await application.acquireTokenOnBehalfOf({ oboAssertion: assertion, scopes: [SCOPE] })
    return result?.fromCache === true
  }
  const [first, ...others] = assertions
  if (first !== undefined) {
    await acquire(first)
    const cache = application.getTokenCache()
    cache.deserialize(withCopies(cache.serialize(), others))
  }
  return { acquire, requests: () => requests }
}

function createApplication(networkClient: INetworkModule): ConfidentialClientApplication {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const base = `https://login.example/${TENANT}`
  return new ConfidentialClientApplication({
    auth: {
      clientId: 'orchestrator',
      authority: base,
      knownAuthorities: ['login.example'],
      authorityMetadata: JSON.stringify({
        issuer: `${base}/v2.0`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      }),
      clientCertificate: {
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        thumbprintSha256: 'ab'.repeat(32),
      },
    },
    system: { networkClient },
  })
}

function tokenResponse(user: string): object {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    oid: user,
    tid: TENANT,
    sub: user,
    ver: '2.0',
    iss: `https://login.example/${TENANT}/v2.0`,
  }
  return {
    token_type: 'Bearer',
    access_token: 'token-c',
    expires_in: 3600,
    scope: SCOPE,
    id_token: `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.c2ln`,
    client_info: encode({ uid: user, utid: TENANT }),
  }
}

/** Gives each further user what the first one has: filling the cache by requests would take minutes. */
function withCopies(serialized: string, assertions: readonly string[]): string {
  const tables = JSON.parse(serialized) as Record<string, Record<string, Record<string, unknown>>>
  for (const table of Object.values(tables)) {
    for (const [key, entity] of Object.entries(table)) {
      for (const [index, assertion] of assertions.entries()) {
        const text = JSON.stringify(entity).replaceAll('user-0', `user-${index + 1}`)
        const copy = JSON.parse(text) as Record<string, unknown>
        if ('userAssertionHash' in copy) copy['userAssertionHash'] = hash('sha256', assertion, 'base64url')
        table[key.replaceAll('user-0', `user-${index + 1}`)] = copy
      }
    }
  }
  return JSON.stringify(tables)
}
