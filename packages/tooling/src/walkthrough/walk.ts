/** The walk itself: a person signs in at the AI host and has the agent fetch a document. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { createDpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { callTool } from './call-tool.ts'
import { brokenLinks, readTrace, successRecords } from './chain-records.ts'
import { outcomesOf } from './outcomes.ts'
import { PageConfig, signIn, SignInRefused } from './sign-in.ts'
import { assembleSteps, type Outcomes, SERVER, type Step, type StepToken } from './steps.ts'

export interface Walk {
  steps: Step[]
  /** The success records of the chain. */
  audit: AuditRecord[]
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
  const startedAt = performance.now()
  const config = PageConfig.parse(await (await fetch(`${aiHost}/config.json`)).json())
  const bound = config.senderConstraint === 'dpop'
  const key = bound ? await createDpopKey() : undefined
  const signedIn = await signIn(config, person, key).catch((error: unknown) => {
    if (error instanceof SignInRefused) return error
    throw error
  })
  const ms = Math.round(performance.now() - startedAt)
  if (signedIn instanceof SignInRefused) {
    const refusal = { by: 'mock-idp', error: signedIn.error, reason: signedIn.message }
    return { steps: assembleSteps({ 1: { ok: false, ms, refusal } }, bound), audit: [] }
  }

  const tokenA = decodeTokenA(signedIn.token.reveal())
  const caller = { orchestrator: config.orchestrator, token: signedIn.token, key }
  const answer = await ('document' in ask
    ? callTool(caller, `${SERVER}/read_document`, { id: ask.document })
    : callTool(caller, `${SERVER}/search_documents`, ask))
  const records = readTrace(auditFolder, answer.traceId)
  const outcomes: Outcomes = { 1: { ok: true, ms, token: tokenA }, ...outcomesOf(answer, records) }
  const audit = successRecords(records)
  const broken = brokenLinks(audit, tokenA.claims['uti'])
  if (outcomes[10]?.ok && broken.length > 0) {
    outcomes[10] = { ...outcomes[10], ok: false, refusal: { by: 'audit', reason: broken.join('; ') } }
  }
  return {
    steps: assembleSteps(outcomes, bound),
    audit,
    ...(answer.result ? { answer: answer.result.content } : {}),
  }
}

/** The claims that matter, of the one token that the client holds. It verifies none of them: it is not its audience. */
function decodeTokenA(token: string): StepToken {
  const claims = decodeJwt(token)
  const shown = ['iss', 'aud', 'scp', 'tid', 'oid', 'azp', 'uti', 'iat', 'exp', 'acrs', 'xms_cc', 'cnf']
  return {
    name: 'A',
    claims: Object.fromEntries(shown.flatMap((name) => (name in claims ? [[name, claims[name]]] : []))),
    header: { ...decodeProtectedHeader(token) },
    source: 'the token, decoded by the client that holds it',
  }
}
