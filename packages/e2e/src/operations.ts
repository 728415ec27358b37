import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import type { Person } from './person.ts'
import { ORCHESTRATOR } from './system-under-test.ts'

export interface Operation {
  id: string
  state: string
  output?: { ok: boolean; content?: string; refusal?: { error?: string; reason: string } }
}

/** What the claims challenge of an answer asks for, JSON text. */
export function challengeIn(response: Response): string {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const claims = challenges.find(({ params }) => params['claims'] !== undefined)?.params['claims']
  if (claims === undefined) throw new Error(`${response.status}: no claims challenge`)
  return decodeClaims(claims)
}

/** A call that was refused for want of a step-up: the claims, and the operation that waits. */
export async function parked(response: Response): Promise<{ claims: string; operation: string }> {
  const claims = challengeIn(response)
  const { operation } = (await response.json()) as { operation?: { id: string } }
  if (operation === undefined) throw new Error('the call was not parked')
  return { claims, operation: operation.id }
}

export function resume(person: Person, operation: string): Promise<Response> {
  return person.send(`${ORCHESTRATOR}/api/operations/${operation}/resume`, { method: 'POST' })
}

/** The result of a resume, however many requests that takes. */
export async function finished(person: Person, operation: string): Promise<Operation> {
  for (;;) {
    const response = await person.send(`${ORCHESTRATOR}/api/operations/${operation}`)
    const found = (await response.json()) as Operation
    if (found.state !== 'running') return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Whether the person still has a document, as far as they can find it. */
export async function has(person: Person, id: string, query: string): Promise<boolean> {
  const response = await person.tool('search_documents', { query })
  const { structured } = (await response.json()) as { structured: { documents: { id: string }[] } }
  return structured.documents.some((document) => document.id === id)
}
