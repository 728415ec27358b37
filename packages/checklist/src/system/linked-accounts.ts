/** Linked accounts as people come to them: by the agent's page, both sign-ins and both consents. */
import { connectAccount } from '@chain-of-trust/tooling'
import { jsonIn, type Answer } from '../http.ts'
import { ORCHESTRATOR, type LinkingServer, type LiveSystem, type Session } from './live-system.ts'
import { resume } from './parked-call.ts'

/** Theirs at GitHub, and at Jira. */
export const ACCOUNTS = {
  Alice: { 'mcp-github': 'alice-codes', 'mcp-jira': 'alice.archer' },
  Bob: { 'mcp-github': 'bob-builds', 'mcp-jira': 'bob.baker' },
} as const
export type Linker = keyof typeof ACCOUNTS

/** A page of the vault's, made for this person. */
export async function connectUrl(
  system: LiveSystem,
  person: Linker,
  server: LinkingServer = 'mcp-github',
): Promise<string> {
  const session = await system.person(person)
  const { status, text } = await session.send(`${accountAt(server)}/connect`, { method: 'POST' })
  const { url } = jsonIn(text)
  if (typeof url !== 'string') throw new Error(`no connect page: ${status} ${text}`)
  return url
}

/** Somebody whose account is linked to this server. */
export async function linked(
  system: LiveSystem,
  person: Linker,
  server: LinkingServer = 'mcp-github',
): Promise<Session> {
  const session = await system.person(person)
  if (await isLinked(session, server)) return session
  await follow(await connectUrl(system, person, server), person, server)
  return session
}

export async function isLinked(session: Session, server: LinkingServer = 'mcp-github'): Promise<boolean> {
  const { text } = await session.send(`${ORCHESTRATOR}/api/accounts`)
  const accounts = jsonIn(text)['accounts'] as { server: string; state: string }[]
  return accounts.some(({ server: name, state }) => name === server && state === 'linked')
}

/** Somebody who has no account linked to this server. */
export async function unlinked(
  system: LiveSystem,
  person: Linker,
  server: LinkingServer = 'mcp-github',
): Promise<Session> {
  const session = await system.person(person)
  await unlink(session, server)
  return session
}

/** Ends the person's own link. */
export function unlink(
  session: Session,
  server: LinkingServer = 'mcp-github',
  naming: { query?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { query = '', headers = {} } = naming
  return session.send(accountAt(server) + query, { method: 'DELETE', headers })
}

export interface WaitingCall {
  id: string
  owner: Session
  /** Connects the account that it waits for. */
  connect: () => Promise<void>
}

/** Alice asks for her issues before she has connected an account. */
export async function parkForAccount(system: LiveSystem): Promise<WaitingCall> {
  const owner = await unlinked(system, 'Alice')
  const { status, text } = await owner.send(`${ORCHESTRATOR}/api/tools/mcp-github/list_issues`, { body: {} })
  const { operation, connect_url: url } = jsonIn(text)
  const { id } = (operation ?? {}) as { id?: string }
  if (id === undefined || typeof url !== 'string') throw new Error(`not parked: ${status} ${text}`)
  return { id, owner, connect: () => follow(url, 'Alice') }
}

/** What the person does who was asked; then their call runs. */
export async function connectAndResume({ id, owner, connect }: WaitingCall): Promise<Answer> {
  await connect()
  return resume(owner, id)
}

async function follow(url: string, person: Linker, server: LinkingServer = 'mcp-github'): Promise<void> {
  const { end } = await connectAccount(url, { person, account: ACCOUNTS[person][server] })
  if (end.status !== 200) throw new Error(`${person} is not linked: ${end.status} ${end.text}`)
}

function accountAt(server: LinkingServer): string {
  return `${ORCHESTRATOR}/api/accounts/${server}`
}
