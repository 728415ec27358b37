/** The system as it runs: real sign-in, real tokens, and the keys of a tier that has fallen to the attacker. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { loadClientKey, registration } from '@chain-of-trust/service-kit'
import { secretsIn } from '@chain-of-trust/tooling'
import { importPKCS8, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose'
import type { Answer } from '../http.ts'
import { present, type Presentation } from '../presentation.ts'
import type { ProofKey } from '../proof.ts'
import { issuerKey } from './issuer-key.ts'
import {
  codeOf,
  form,
  requestToken,
  startSignIn,
  tokenIn,
  TOKEN_ENDPOINT,
  type Parameters,
} from './sign-in.ts'

export const ORCHESTRATOR = registration('orchestrator').url
export const MCP_SHAREPOINT = `${registration('mcp-sharepoint').url}/mcp`
export const MCP_GITHUB = `${registration('mcp-github').url}/mcp`
export const MOCK_GRAPH = `${registration('mock-graph').url}/v1.0`
export const VAULT = registration('token-vault').url
export const CHILDREN = `${MOCK_GRAPH}/me/drive/root/children`
export const CATALOGUE = `${ORCHESTRATOR}/api/catalogue`

/** The tiers that hold a key of their own. */
export type Tier =
  | 'orchestrator'
  | 'mcp-sharepoint'
  | 'mcp-github'
  | 'mcp-jira'
  | 'token-vault'
  | 'mock-graph'
/** The servers that use the accounts which people have linked. */
export type LinkingServer = 'mcp-github' | 'mcp-jira'
/** Those that exchange what they are sent. */
type MiddleTier = keyof typeof NEXT

export interface Session {
  key: ProofKey
  accessToken: string
  idToken: string
  refreshToken: string
  /** A request with Token A and its proof, bent. */
  send: (url: string, bend?: Partial<Presentation>) => Promise<Answer>
  /** One tool call through the whole chain. */
  tool(name: string, input: object): Promise<Answer>
}

export interface LiveSystem {
  /** Somebody who is signed in; the same session each time. */
  person(name: string): Promise<Session>
  /**
   * Somebody who signs in anew.
   * @param claims what their client asks for; absent: every authentication context
   */
  signIn(name: string, claims?: object): Promise<Session>
  /** The client assertion of a tier (RFC 7523 §3), with these claims laid over. */
  clientAssertion(tier: Tier, claims?: Record<string, unknown>): Promise<string>
  /** A token request of this tier, with its client assertion. The new token is bound to `key`. */
  requestAs(tier: Tier, key: ProofKey, parameters: Parameters): Promise<Answer>
  /** On behalf of the user of `assertion`, as this tier. */
  onBehalfOf(tier: MiddleTier, assertion: string, key: ProofKey, bend?: Parameters): Promise<Answer>
  /**
   * Signs with the authorization server's own key, which is read from its state: what it would never write itself
   * must be refused for what it says, and not for its signature.
   */
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>
  /** The public half of that key, PEM. */
  publicKey(): Promise<string>
  /** With which the vault proves to a provider that it is the vault. */
  clientSecret(provider: 'github' | 'jira'): string
}

/** What each tier asks for, for the next one. */
const NEXT = {
  orchestrator: `${MCP_SHAREPOINT}/Documents.Read`,
  'mcp-sharepoint': `${MOCK_GRAPH}/Files.Read`,
  'mcp-github': `${VAULT}/Vault.Use`,
  'mcp-jira': `${VAULT}/Vault.Use`,
  // Nothing: what it has for people comes from elsewhere.
  'token-vault': '',
} as const

/** @param stateDir where the running system keeps its keys */
export function liveSystem(stateDir: string): LiveSystem {
  const people = new Map<string, Promise<Session>>()
  const system: LiveSystem = {
    person(name) {
      const known = people.get(name) ?? signIn(name)
      people.set(name, known)
      return known
    },
    signIn,
    async clientAssertion(tier, claims = {}) {
      const { privateKey, thumbprintSha256 } = loadClientKey(tier, { STATE_DIR: stateDir })
      const { appId } = registration(tier)
      const x5t = Buffer.from(thumbprintSha256, 'hex').toString('base64url')
      return new SignJWT({ iss: appId, sub: appId, aud: TOKEN_ENDPOINT, jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': x5t })
        .setNotBefore('0s')
        .setExpirationTime('10m')
        .sign(await importPKCS8(privateKey, 'PS256'))
    },
    async requestAs(tier, key, parameters) {
      const authenticated = {
        client_id: registration(tier).appId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await system.clientAssertion(tier),
      }
      return present(TOKEN_ENDPOINT, { key, body: form({ ...authenticated, ...parameters }) })
    },
    onBehalfOf(tier, assertion, key, bend = {}) {
      const parameters = {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        requested_token_use: 'on_behalf_of',
        assertion,
        scope: NEXT[tier],
      }
      return system.requestAs(tier, key, { ...parameters, ...bend })
    },
    ...issuerKey(stateDir),
    clientSecret: (provider) => readFileSync(secretsIn(stateDir).secretFile(provider), 'utf8').trim(),
  }
  return system
}

async function signIn(name: string, claims?: object): Promise<Session> {
  const pending = await startSignIn(claims)
  const answer = await requestToken(await codeOf(name, pending), pending.key)
  const accessToken = tokenIn(answer)
  const { key } = pending
  const sendAs: Session['send'] = (url, bend = {}) => present(url, { key, token: accessToken, ...bend })
  return {
    key,
    accessToken,
    idToken: tokenIn(answer, 'id_token'),
    refreshToken: tokenIn(answer, 'refresh_token'),
    send: sendAs,
    tool: (tool, input) => sendAs(`${ORCHESTRATOR}/api/tools/mcp-sharepoint/${tool}`, { body: input }),
  }
}
