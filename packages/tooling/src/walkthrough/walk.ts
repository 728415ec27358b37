/** The walk itself: a person signs in at the AI host and has the agent fetch a document. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { callTool } from './call-tool.ts'
import { brokenLinks, readTrace, successRecords } from './chain-records.ts'
import { openHost } from './host.ts'
import { outcomesOf } from './outcomes.ts'
import { assembleSteps, type Outcomes, SERVER, type Step } from './steps.ts'

export interface Walk {
  steps: Step[]
  /** The success records of the chain. */
  audit: AuditRecord[]
  /** What was recorded while the person connected their account, where they did. */
  linking?: AuditRecord[]
  /** What the person got. */
  answer?: string
}

export interface WalkOptions {
  aiHost: string
  /** Folder with `<service>.jsonl`, in it or below it. */
  auditFolder: string
  /** Part of a name or address on the sign-in page. */
  person: string
  /** What the person asks for: a document by its id, or words to search for. */
  ask: { document: string } | { query: string }
}

/** Walks the ten steps. Whatever is refused is part of the result, not an exception. */
export async function walk({ aiHost, auditFolder, person, ask }: WalkOptions): Promise<Walk> {
  const { bound, signedIn, session } = await openHost(aiHost, person)
  if (session === undefined) return { steps: assembleSteps(signedIn, bound), audit: [] }

  const answer = await ('document' in ask
    ? callTool(session.caller, `${SERVER}/read_document`, { id: ask.document })
    : callTool(session.caller, `${SERVER}/search_documents`, ask))
  const records = readTrace(auditFolder, answer.traceId)
  const outcomes: Outcomes = { ...signedIn, ...outcomesOf(answer, records) }
  const audit = successRecords(records)
  const broken = brokenLinks(audit, session.utiOfTokenA)
  if (outcomes[10]?.ok && broken.length > 0) {
    outcomes[10] = { ...outcomes[10], ok: false, refusal: { by: 'audit', reason: broken.join('; ') } }
  }
  return {
    steps: assembleSteps(outcomes, bound),
    audit,
    ...(answer.result ? { answer: answer.result.content } : {}),
  }
}
