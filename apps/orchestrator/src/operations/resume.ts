import { Refusal } from '@chain-of-trust/auth-core'
import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import type { Accounts } from '../accounts/accounts.ts'
import { untilAnswered } from '../state/until-answered.ts'
import type { Caller } from '../tools/tool-call.ts'
import type { RefusalOutput, ToolOutput } from '../tools/tool-output.ts'
import { isOutcomeUnknown } from '../tools/tool-refusal.ts'
import { challengeDigest, needsOf, waitingRefusal } from './needs.ts'
import type { OperationAudit } from './operation-audit.ts'
import type { Change, OperationStore } from './operation-store.ts'
import type { Needs, OperationKind, OperationState, StoredOperation } from './operation.ts'
import type { Executor, Operations } from './operations.ts'

/** Challenges that one operation may meet: each costs the person a prompt. */
const MOST_CHALLENGES = 5

export type Resumed =
  | { is: 'unknown' }
  /** It waits on: what it needs is not there yet, or it met a missing account on the way. */
  | { is: 'waiting'; error: 'not_connected_yet' | 'link_required'; operation: StoredOperation }
  | { is: 'ended'; operation: StoredOperation }
  /** Elsewhere, or by an earlier click. */
  | { is: 'running'; operation: StoredOperation }
  | { is: 'gone'; error: 'operation_expired' | 'operation_cancelled' }

export interface ResumeOptions {
  store: OperationStore
  record: OperationAudit
  executors: ReadonlyMap<OperationKind, Executor>
  accounts: Pick<Accounts, 'has'>
  find: Operations['find']
  now: () => number
}

/**
 * Runs what was parked, at most once per permission of the person. The order is the guard: whose it is, which
 * client, whether it still waits, whether the account that it waits for is there; then the one change of state to `running` that only one request can make;
 * and only then the call.
 */
export function createResume({ store, record, executors, accounts, find, now }: ResumeOptions) {
  const running = new Set<Promise<unknown>>()
  /** Claimed by this process, or about to be; an object each, for several requests may try one. */
  const attempts = new Set<{ id: string }>()

  async function resume(caller: Caller, id: string): Promise<Resumed> {
    const found = await find(caller, id)
    if (found === undefined) return { is: 'unknown' }
    enforceClient(found, caller, record)
    switch (found.state) {
      case 'done':
      case 'failed':
        return { is: 'ended', operation: found }
      case 'running':
        return { is: 'running', operation: found }
      case 'expired':
      case 'cancelled':
        return gone(found, found.state, caller)
      case 'needs_user':
      case 'interrupted': {
        // Looked up rather than tried: the call would be challenged again, and that ends it as a loop.
        if (found.needs?.kind === 'link' && !(await connected(found, found.needs, caller))) {
          record(found, 'challenge', 'not_connected_yet', caller)
          return { is: 'waiting', error: 'not_connected_yet', operation: found }
        }
        const attempt = { id }
        attempts.add(attempt)
        const ran = claimAndRun(found, caller).finally(() => attempts.delete(attempt))
        // Somebody was faster: what they made of it is the answer to this request as well.
        return (await ran) ?? resume(caller, id)
      }
    }
  }

  async function claimAndRun(found: StoredOperation, caller: Caller): Promise<Resumed | undefined> {
    const claimed = await store.change(found, { state: 'running' })
    if (claimed === undefined) return undefined
    const attempt = run(claimed, caller, found.state)
    running.add(attempt)
    return await attempt.finally(() => running.delete(attempt))
  }

  /** Nothing is claimed yet: when the vault does not answer, the operation waits on. */
  async function connected(found: StoredOperation, needs: Needs, caller: Caller): Promise<boolean> {
    try {
      return await accounts.has(caller, needs)
    } catch (failure) {
      if (failure instanceof Refusal) record(found, 'failure', 'operation_unavailable', caller)
      throw failure
    }
  }

  function gone(found: StoredOperation, state: 'expired' | 'cancelled', caller: Caller): Resumed {
    const error = `operation_${state}` as const
    record(found, 'failure', error, caller)
    return { is: 'gone', error }
  }

  /** From `running` to whatever comes of it: the state is left on every path. */
  async function run(claimed: StoredOperation, caller: Caller, from: OperationState): Promise<Resumed> {
    let output: ToolOutput
    try {
      record(claimed, 'success', 'operation_resumed', caller)
      const executor = executors.get(claimed.kind)
      if (executor === undefined) throw new Error(`nobody resumes a ${claimed.kind}`)
      output = await executor(claimed, caller)
    } catch (error) {
      // The process stops, or a fault of ours: nobody knows how far the call came.
      await leave(claimed, INTERRUPTED, ['failure', 'operation_interrupted'], caller)
      throw caller.signal.aborted ? new Refusal('resource_unavailable', { cause: error }) : error
    }
    if (output.ok) return ended(claimed, 'done', output, caller)
    const { refusal } = output
    if (isOutcomeUnknown(refusal)) return unknown(claimed, caller)
    if (refusal.remedy === 'retry_later') return unavailable(claimed, refusal, caller)
    const needs = needsOf(refusal)
    if (needs === undefined) return ended(claimed, 'failed', output, caller)

    const digest = challengeDigest(needs)
    // Resumed after an interruption, nothing had been asked of the person just before: then it is no loop.
    const repeated = from === 'needs_user' && claimed.challenges.includes(digest)
    if (repeated || claimed.challenges.length >= MOST_CHALLENGES) {
      const error = repeated ? 'challenge_repeated' : 'too_many_challenges'
      const { by, correlationId } = refusal
      const told = {
        by,
        reason: LOOPS[error],
        error,
        actor: 'administrator',
        ...(correlationId === undefined ? {} : { correlationId }),
      }
      return ended(claimed, 'failed', { ...output, refusal: told }, caller, error)
    }
    const parked = { state: 'needs_user' as const, needs, challenges: [...claimed.challenges, digest] }
    const waiting = await leave(claimed, parked, ['challenge', 'operation_parked'], caller)
    if (needs.kind === 'link') return { is: 'waiting', error: 'link_required', operation: waiting }
    throw recorded(waitingRefusal(needs, waiting, refusal))
  }

  async function ended(
    claimed: StoredOperation,
    state: 'done' | 'failed',
    output: ToolOutput,
    caller: Caller,
    error?: string,
  ): Promise<Resumed> {
    const change = {
      state,
      needs: undefined,
      output: { ...output, operation: { id: claimed.id } },
      error,
      finishedAt: now(),
    }
    const outcome = state === 'done' ? 'success' : 'failure'
    const operation = await leave(claimed, change, [outcome, error ?? `operation_${state}`], caller)
    return { is: 'ended', operation }
  }

  /** The connection to the MCP server broke off: as if the process had ended in the middle. */
  async function unknown(claimed: StoredOperation, caller: Caller): Promise<never> {
    const left = await store.change(claimed, { state: 'interrupted', needs: undefined })
    record(left ?? claimed, 'failure', 'operation_interrupted', caller)
    throw recorded(new Refusal('outcome_unknown'))
  }

  /** Waits on. Refused a token, the call was not made; anything else may have reached the resource. */
  async function unavailable(
    claimed: StoredOperation,
    { by, retryAfter }: RefusalOutput,
    caller: Caller,
  ): Promise<never> {
    const unmade = by === 'authorization server' && claimed.needs !== undefined
    const waits = unmade ? { state: 'needs_user' as const } : INTERRUPTED
    await leave(claimed, waits, ['failure', 'operation_unavailable'], caller)
    const reason = by === 'authorization server' ? 'authorization_server_unavailable' : 'resource_unavailable'
    throw new Refusal(reason, retryAfter === undefined ? {} : { retryAfter })
  }

  /**
   * From `running` to what came of it. While the database is away, whoever asks is told so; what came of it is written
   * down when it is back, for it has happened.
   */
  async function leave(
    claimed: StoredOperation,
    change: Change,
    [outcome, reason]: [outcome: 'success' | 'failure' | 'challenge', reason: string],
    caller: Caller,
  ): Promise<StoredOperation> {
    const write = async () => {
      const left = (await store.change(claimed, change)) ?? (await unheard(claimed, change))
      // Only this process may leave `running`; if somebody else has, the result must not be passed off as stored.
      if (left === undefined) throw new Error('the operation was changed while it ran')
      record(left, outcome, reason, caller)
      return left
    }
    try {
      return await write()
    } catch (failure) {
      if (failure instanceof DatabaseUnavailable) later(claimed, untilAnswered(write, caller.signal))
      throw failure
    }
  }

  function later(claimed: StoredOperation, written: Promise<unknown>): void {
    const attempt = { id: claimed.id }
    attempts.add(attempt)
    // Not written before the process stops, it is found as what a dead process left.
    const end = written.catch(() => undefined).finally(() => running.delete(end) && attempts.delete(attempt))
    running.add(end)
  }

  /** The change that an earlier try has made without hearing of it. */
  async function unheard(claimed: StoredOperation, change: Change): Promise<StoredOperation | undefined> {
    const found = await store.find(claimed.subject, claimed.id)
    return found?.version === claimed.version + 1 && found.state === change.state ? found : undefined
  }

  return {
    resume,
    /** Ids of what this process runs. */
    here: (): ReadonlySet<string> => new Set([...attempts].map(({ id }) => id)),
    /** Resolves when nothing runs any more. */
    settled: async () => void (await Promise.allSettled(running)),
  }
}

/** Another application of the same person was not what the call was made with, nor what they approved in. */
export function enforceClient(found: StoredOperation, caller: Caller, record: OperationAudit): void {
  if (found.clientId === caller.token.clientId) return
  record(found, 'failure', 'client_not_allowed', caller)
  throw recorded(new Refusal('operation_not_permitted', { detail: 'parked by another client' }))
}

const LOOPS = {
  challenge_repeated:
    'The same proof is asked for again although you have given it, so asking you once more would not end. An administrator has to look at the policy.',
  too_many_challenges: 'One proof after another is asked for. An administrator has to look at the policies.',
} as const

/** Nobody knows how far the call came. */
const INTERRUPTED = { state: 'interrupted', needs: undefined } as const

/** Its audit record is written: the error handler must not write a second one. */
function recorded(refusal: Refusal): Refusal {
  refusal.recorded = true
  return refusal
}
