/**
 * audit-trail as people read it, and as a service that has fallen writes to it. Nothing that is sent here stays there: what
 * is taken is held already.
 */
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { auditFiles } from '@chain-of-trust/auth-core'
import { registration } from '@chain-of-trust/service-kit'
import { decodeJwt } from 'jose'
import { jsonIn, type Answer } from '../http.ts'
import { present, type Presentation } from '../presentation.ts'
import { createProofKey, type ProofKey } from '../proof.ts'
import { CATALOGUE, type LiveSystem } from './live-system.ts'
import { codeOf, requestToken, startSignIn, STEPPED_UP, tokenIn } from './sign-in.ts'
import { until } from './until.ts'

export const AUDIT_TRAIL = registration('audit-trail').url
export const READING = `${registration('audit-trail').identifierUris[0]}/Audit.Read`
const ALL_ROLES = `${registration('audit-trail').identifierUris[0]}/.default`

/** The service whose key the attacker has. */
export const FALLEN = 'mock-graph'

export interface AuditCaller {
  token: string
  key: ProofKey
}

/** The page's token for reading, of somebody who signs in anew. */
export async function auditReader(person: string): Promise<AuditCaller> {
  const pending = await startSignIn(STEPPED_UP, { scope: `${READING} openid profile offline_access` })
  return { key: pending.key, token: tokenIn(await requestToken(await codeOf(person, pending), pending.key)) }
}

/** What the fallen service has got from the authorization server, for sending its own log. */
export async function auditWriter(system: LiveSystem): Promise<AuditCaller> {
  const key = await createProofKey()
  const asked = { grant_type: 'client_credentials', scope: ALL_ROLES }
  return { key, token: tokenIn(await system.requestAs(FALLEN, key, asked)) }
}

/** Such a token with these claims laid over; `undefined` removes one. Rightly signed. */
export async function bent(
  system: LiveSystem,
  { token, key }: AuditCaller,
  claims: Record<string, unknown>,
): Promise<AuditCaller> {
  return { key, token: await system.sign({ ...decodeJwt(token), ...claims }) }
}

export function ask(
  { token, key }: AuditCaller,
  path: string,
  bend: Partial<Presentation> = {},
): Promise<Answer> {
  return present(`${AUDIT_TRAIL}/api/${path}`, { key, token, ...bend })
}

/** Lines of a log, or of its checkpoints. */
export function sendLines(caller: AuditCaller, path: string, lines: readonly string[]): Promise<Answer> {
  const headers = { 'content-type': 'application/x-ndjson' }
  return ask(caller, `logs/${path}`, { headers, body: lines.map((line) => `${line}\n`).join('') })
}

/**
 * The first records of a service's log, once audit-trail holds them: to send them again changes nothing, and whatever
 * differs from them can only be refused.
 * @param writer of the fallen service, which may ask how far its log is held
 */
export async function heldLines(stateDir: string, writer: AuditCaller, count = 1): Promise<string[]> {
  const answer = await until(
    () => ask(writer, `logs/${FALLEN}`),
    (state) => seqIn(state) >= count - 1,
  )
  if (seqIn(answer) < count - 1) throw new Error(`audit-trail does not hold the log of ${FALLEN}`)
  return linesOf(auditFiles(stateDir, FALLEN).log).slice(0, count)
}

export const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)

/** The public key of a log of the fallen service, as it goes before checkpoints. */
export function keyLine(stateDir: string): string {
  const key = createPublicKey(readFileSync(auditFiles(stateDir, FALLEN).publicKey))
  return JSON.stringify({ spki: key.export({ type: 'spki', format: 'der' }).toString('base64') })
}

function seqIn({ text }: Answer): number {
  const head = jsonIn(text)['head'] as { seq: number } | null | undefined
  return head?.seq ?? -1
}

/** An event as audit-trail shows it, as far as attacks look. */
export interface SeenEvent {
  id: number
  record: { service: string; subject?: { oid: string } }
}

export const eventsIn = ({ text }: Answer): SeenEvent[] => (jsonIn(text)['events'] ?? []) as SeenEvent[]

/** Somebody does something in a trace; ends when they can see a record of it. @returns the oldest that they see */
export async function doSomething(
  system: LiveSystem,
  person: string,
  reader: AuditCaller,
  trace: string,
): Promise<SeenEvent> {
  await (await system.person(person)).send(CATALOGUE)
  const path = `events?trace=${trace}&service=orchestrator`
  const seen = await until(
    () => ask(reader, path),
    (answer) => eventsIn(answer).length > 0,
  )
  const event = eventsIn(seen).at(-1)
  if (event === undefined) throw new Error(`${person} sees nothing of what was done`)
  return event
}

/** Whether somebody else's records are among these. */
export function othersAmong(events: readonly SeenEvent[], { token }: AuditCaller): boolean {
  const { oid } = decodeJwt(token)
  return events.some(({ record }) => record.subject?.oid !== oid)
}
