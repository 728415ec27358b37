/** A fallen tier at the token vault: its own Token C for a person, with a key of the attacker's. */
import { registration } from '@chain-of-trust/service-kit'
import type { Answer } from '../http.ts'
import { present, type Presentation } from '../presentation.ts'
import { createProofKey, type ProofKey } from '../proof.ts'
import { VAULT, type LinkingServer, type LiveSystem } from './live-system.ts'
import { tokenIn } from './sign-in.ts'

export const LINKS = `${VAULT}/links`
const ACCESS_TOKEN = `${VAULT}/access-token`

/** What each server needs to read, from us and from the provider. */
export const READING = {
  'mcp-github': { scope: 'Issues.Read', provider: ['issues:read'] },
  'mcp-jira': { scope: 'Tickets.Read', provider: ['read:jira-work'] },
} as const

export interface VaultCaller {
  key: ProofKey
  /** Of a server only: what its Token C was exchanged for. */
  tokenB: string
  token: string
}

/** A server that uses linked accounts. */
export async function serverAtVault(
  system: LiveSystem,
  person: string,
  server: LinkingServer = 'mcp-github',
): Promise<VaultCaller> {
  const key = await createProofKey()
  const { accessToken } = await system.person(person)
  const scope = `${registration(server).identifierUris[0]}/${READING[server].scope}`
  const tokenB = tokenIn(await system.onBehalfOf('orchestrator', accessToken, key, { scope }))
  return { key, tokenB, token: tokenIn(await system.onBehalfOf(server, tokenB, key)) }
}

/** The orchestrator, which shows people their links. */
export async function orchestratorAtVault(
  system: LiveSystem,
  person: string,
): Promise<Omit<VaultCaller, 'tokenB'>> {
  const key = await createProofKey()
  const { accessToken } = await system.person(person)
  const scope = `${VAULT}/Links.Manage`
  return { key, token: tokenIn(await system.onBehalfOf('orchestrator', accessToken, key, { scope })) }
}

/** Asks for a provider's token, for reading issues unless bent. */
export function askForToken(
  { key, token }: Pick<VaultCaller, 'key' | 'token'>,
  bend: Partial<Presentation> & { query?: string } = {},
): Promise<Answer> {
  const { query = '', ...others } = bend
  const body = { scopes: READING['mcp-github'].provider }
  return present(ACCESS_TOKEN + query, { key, token, body, ...others })
}

/** The proof that goes with such a request. */
export const ASKING = { url: ACCESS_TOKEN, body: { scopes: READING['mcp-github'].provider } }
