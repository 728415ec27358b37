import { generateText, isStepCount, APICallError, RetryError } from 'ai'
import type { FastifyBaseLogger } from 'fastify'
import { sentenceFor } from '../agent/stream-error.ts'
import { SYSTEM_PROMPT } from '../agent/system-prompt.ts'
import type { ChatModel } from '../agent/model.ts'
import { offerTools } from '../agent/tools.ts'
import type { Turn } from '../agent/turn.ts'
import type { Approvals } from '../approval/approvals.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { Principal, ToolCalls } from '../tools/tool-call.ts'
import { createToolLists } from '../tools/tool-lists.ts'
import type { RefusalOutput } from '../tools/tool-output.ts'
import { isOutcomeUnknown, refusalOutputOf } from '../tools/tool-refusal.ts'
import type { StoredJob } from './job.ts'
import { unattended } from './unattended.ts'

const MAX_STEPS = 8
const LONGEST_TEXT = 20_000

/** How a run ended: with an answer, with a refusal that somebody has to act on, or not at all (it was stopped). */
export type RunEnd =
  | { kind: 'done'; text: string }
  | { kind: 'refused'; refusal: RefusalOutput }
  | { kind: 'stopped' }

export interface RunJobOptions {
  servers: ReadonlyMap<string, McpServer>
  calls: ToolCalls
  model: ChatModel
  log: FastifyBaseLogger
}

/**
 * One run of a job: the agent's loop and the policy of the chat, with the instruction as the person's only
 * message, and without the tools that need a yes.
 *
 * A refusal that somebody can lift ends the run: what a model would write about it is no result.
 * @param signal the run is given up
 */
export async function runJob(
  job: StoredJob,
  tokenB: Principal['tokenB'],
  signal: AbortSignal,
  { servers, calls, model, log }: RunJobOptions,
): Promise<RunEnd> {
  let refusal: RefusalOutput | undefined
  const end = new AbortController()
  const told =
    (by: string, matters: Matters = () => true) =>
    (failure: unknown) => {
      const output = refusalOutputOf(failure, by)
      if ((output.remedy !== undefined && matters(output)) || isOutcomeUnknown(output)) {
        refusal ??= output
        end.abort()
      }
      throw failure
    }
  const watched: ToolCalls = {
    call: (whose, server, ...call) => calls.call(whose, server, ...call).catch(told(server.name)),
    list: (whose, server, scope) =>
      calls.list({ ...whose, tokenB }, server, scope).catch(told(server.name, endsEverything)),
  }
  const either = AbortSignal.any([signal, end.signal])
  const caller: Principal = {
    token: job.subject,
    where: {},
    signal: either,
    tokenB: (...wanted) => tokenB(...wanted).catch(told('orchestrator')),
  }
  const turn: Turn = { caller, delegation: job.delegation, approvals: NOBODY, answers: new Map() }
  const box = {
    servers: unattended(servers, job.delegation),
    calls: watched,
    lists: createToolLists(watched),
    log,
  }

  try {
    const { tools } = await offerTools(turn, box)
    const { text } = await generateText({
      model: model.languageModel,
      instructions: SYSTEM_PROMPT,
      prompt: job.instruction,
      tools,
      stopWhen: isStepCount(MAX_STEPS),
      maxRetries: 0,
      abortSignal: either,
    })
    if (refusal !== undefined) return { kind: 'refused', refusal }
    return { kind: 'done', text: text.slice(0, LONGEST_TEXT) }
  } catch (error) {
    if (refusal !== undefined) return { kind: 'refused', refusal }
    if (signal.aborted) return { kind: 'stopped' }
    log.error({ err: error, job: job.id }, 'background job failed')
    return { kind: 'refused', refusal: modelFailure(error) }
  }
}

type Matters = (refusal: RefusalOutput) => boolean

/**
 * A server that cannot list its tools is met again when one is called; a run that does not need it goes on. But when the
 * grant has ended, the first refusal is the only one that says why.
 */
const endsEverything: Matters = ({ remedy }) => remedy === 'sign_in_again'

/** Nobody is there to say yes: an approval that turns up all the same was made up. */
const NOBODY: Approvals = {
  requested: () => Promise.reject(new Error('nobody is there to approve')),
  declined: () => Promise.resolve(),
  redeem: () => Promise.resolve('approval_unknown'),
  // The record of the run says that it was refused.
  notDelegated: () => undefined,
}

function modelFailure(error: unknown): RefusalOutput {
  const cause = RetryError.isInstance(error) ? error.lastError : error
  const status = APICallError.isInstance(cause) ? (cause.statusCode ?? 503) : 500
  const passing = APICallError.isInstance(cause) && (status === 429 || status >= 500)
  return {
    by: 'language model',
    reason: sentenceFor(error),
    ...(passing
      ? { remedy: 'retry_later', actor: 'nobody' }
      : { remedy: 'fix_configuration', actor: 'operator' }),
  }
}
