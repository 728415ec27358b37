/** Pattern 3 as a person meets it: asks, connects the account that is missing, and gets the answer to what was asked. */
import type { AuditRecord } from '@chain-of-trust/auth-core'
import { callTool, disconnect, resumeCall, type ToolAnswer } from '../call-tool.ts'
import { brokenLinks, readTrace } from '../chain-records.ts'
import { openHost } from '../host.ts'
import type { Choices } from '../person.ts'
import { SignInRefused } from '../sign-in-refused.ts'
import { assembleSteps, type Outcomes } from '../steps.ts'
import type { Walk } from '../walk.ts'
import { connectAccount } from './connect.ts'
import { linkingOutcomes } from './linking-outcomes.ts'
import { answerOutcomes, askOutcomes, chainOf } from './outcomes.ts'
import { ACCOUNT_CHAIN, PLAN, SERVER } from './plan.ts'

const TOOL = `${SERVER}/list_issues`
const LAST = PLAN.length

export interface LinkedAccountWalkOptions extends Choices {
  aiHost: string
  /** Folder with `<service>.jsonl`, in it or below it. */
  auditFolder: string
  /** Ends a link that is there already, so that the whole way is walked. */
  anew?: boolean
}

/** Walks the fourteen steps. Whatever is refused is part of the result, not an exception. */
export async function walkLinkedAccount(options: LinkedAccountWalkOptions): Promise<Walk> {
  const { aiHost, auditFolder, anew = false } = options
  const { bound, signedIn, session } = await openHost(aiHost, options.person)
  const stepsOf = (outcomes: Outcomes) => assembleSteps({ ...signedIn, ...outcomes }, bound, PLAN)
  if (session === undefined) return { steps: stepsOf({}), audit: [] }
  if (anew) await disconnect(session.caller, SERVER)

  const asked = await callTool(session.caller, TOOL, {})
  const ofAsking = readTrace(auditFolder, asked.traceId)
  const asking = askOutcomes(asked, ofAsking)
  const finish = (answer: ToolAnswer, before: Outcomes, linking: AuditRecord[]): Walk => {
    const records = readTrace(auditFolder, answer.traceId)
    const audit = chainOf(records)
    const known = { ...answerOutcomes(answer, records), ...before }
    const outcomes = sayWhatIsTheSame(known, asked.waiting !== undefined)
    const broken = brokenLinks(audit, session.utiOfTokenA, ACCOUNT_CHAIN)
    if (outcomes[LAST]?.ok && broken.length > 0) {
      outcomes[LAST] = { ...outcomes[LAST], ok: false, refusal: { by: 'audit', reason: broken.join('; ') } }
    }
    return {
      steps: stepsOf(outcomes),
      audit,
      ...(linking.length > 0 ? { linking } : {}),
      ...(answer.result ? { answer: answer.result.content } : {}),
    }
  }
  if (asked.waiting === undefined) {
    return asked.result ? finish(asked, asking, []) : { steps: stepsOf(asking), audit: [] }
  }

  const visit = await connectAccount(asked.waiting.connectUrl, options).catch((error: unknown) => {
    if (error instanceof SignInRefused) return error
    throw error
  })
  if (visit instanceof SignInRefused) {
    const refusal = { by: 'connect page', error: visit.error, reason: visit.message }
    return { steps: stepsOf({ ...asking, 6: { ok: false, ms: 0, refusal } }), audit: [] }
  }
  const ofLinking = readTrace(auditFolder, visit.traceId)
  const linked = { ...asking, ...linkingOutcomes(visit, ofLinking) }
  const linking = [...ofAsking.filter(({ outcome }) => outcome === 'failure'), ...ofLinking]
  return finish(await resumeCall(session.caller, asked.waiting.operation), linked, linking)
}

/**
 * The second call may find the tokens of the first one where they are kept: verified again, not asked for again. There
 * is no second call where nothing was missing.
 */
function sayWhatIsTheSame(outcomes: Outcomes, waited: boolean): Outcomes {
  const again = [
    [3, 11],
    [4, 12],
  ].flatMap(([first = 0, second = 0]) => {
    const [before, now] = [outcomes[first], outcomes[second]]
    if (now?.token === undefined || before?.token?.claims['uti'] !== now.token.claims['uti']) return []
    const kept = `Token ${now.token.name} is the one of step ${first}, kept by who exchanged it`
    return [[second, { ...now, note: waited ? kept : `this is step ${first}: nothing waited` }] as const]
  })
  return { ...outcomes, ...Object.fromEntries(again) }
}
