import { randomUUID } from 'node:crypto'
import type {
  DpopSession,
  OAuthClientInformationContext,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'

const REDIRECT = 'http://localhost:4401/conformance/callback'

interface PersonOptions {
  /** Registered beforehand. */
  client?: StoredOAuthClientInformation
  dpop?: DpopSession
}

/**
 * A person at a browser who agrees to everything, and the client's memory of what was agreed. Credentials and
 * tokens are kept by issuer: another authorization server never gets them.
 */
export class Person implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT
  readonly clientMetadataUrl = 'https://conformance-test.local/client-metadata.json'
  readonly clientMetadata = {
    client_name: 'orchestrator',
    redirect_uris: [REDIRECT],
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  }
  readonly dpop?: () => DpopSession
  readonly #registered: StoredOAuthClientInformation | undefined
  readonly #clients = new Map<string | undefined, StoredOAuthClientInformation>()
  #tokens: { issuer: string | undefined; tokens: StoredOAuthTokens } | undefined
  #discovered: OAuthDiscoveryState | undefined
  #verifier = ''
  #state = ''
  #answer: { code: string; iss?: string } | undefined

  constructor({ client, dpop }: PersonOptions = {}) {
    this.#registered = client
    if (dpop !== undefined) this.dpop = () => dpop
  }

  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    return this.#registered ?? this.#clients.get(context?.issuer)
  }

  saveClientInformation(client: StoredOAuthClientInformation, context?: OAuthClientInformationContext): void {
    this.#clients.set(context?.issuer, client)
  }

  tokens(context?: OAuthClientInformationContext): StoredOAuthTokens | undefined {
    const theirs = context === undefined || context.issuer === this.#tokens?.issuer
    return theirs ? this.#tokens?.tokens : undefined
  }

  saveTokens(tokens: StoredOAuthTokens, context?: OAuthClientInformationContext): void {
    this.#tokens = { issuer: context?.issuer, tokens }
    this.#discovered = undefined
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier
  }

  codeVerifier(): string {
    return this.#verifier
  }

  state(): string {
    this.#state = randomUUID()
    return this.#state
  }

  /** Without metadata the SDK would go on without `resource`, and take the MCP server for its own issuer. */
  saveDiscoveryState(discovered: OAuthDiscoveryState): void {
    if (discovered.resourceMetadata === undefined) {
      throw new Error('the server publishes no protected resource metadata')
    }
    this.#discovered = discovered
  }

  /** Of the flow that is under way only: the next one asks again who the issuer is. */
  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovered
  }

  /** Opens the page, which agrees at once, and reads the answer as a callback would. */
  async redirectToAuthorization(url: URL): Promise<void> {
    if (url.protocol !== 'https:' && url.hostname !== 'localhost') throw new Error('not a page to open')
    const { headers } = await fetch(url, { redirect: 'manual' })
    const location = new URL(headers.get('location') ?? '')
    if (`${location.origin}${location.pathname}` !== REDIRECT) throw new Error('sent back to another place')
    const answer = location.searchParams
    // The SDK does not compare it: without this, anybody could slip their own code into the flow.
    if (answer.get('state') !== this.#state) throw new Error('an answer to somebody else')
    const [code, iss] = [answer.get('code') ?? '', answer.get('iss')]
    this.#answer = { code, ...(iss === null ? {} : { iss }) }
  }

  takeAnswer(): { code: string; iss?: string } {
    const answer = this.#answer
    this.#answer = undefined
    if (answer === undefined) throw new Error('nobody has agreed')
    return answer
  }
}
