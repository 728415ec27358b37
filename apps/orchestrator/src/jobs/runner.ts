import { withTrace, type AuditLog } from '@chain-of-trust/auth-core'
import { randomUUID } from 'node:crypto'
import { challengeDigest, needsOf } from '../operations/needs.ts'
import type { Needs, StoredOperation } from '../operations/operation.ts'
import type { Operations } from '../operations/operations.ts'
import type { RefusalOutput } from '../tools/tool-output.ts'
import type { Grants } from './grants/grants.ts'
import type { LastRun, StoredJob } from './job.ts'
import { jobRecord } from './job-audit.ts'
import { untilAnswered } from '../state/until-answered.ts'
import type { JobChange, JobStore } from './job-store.ts'
import { runJob, type RunEnd, type RunJobOptions } from './run-job.ts'
import { nextRun } from './schedule.ts'
import type { Webhook } from './webhook/webhook.ts'

const MINUTE = 60_000
/** Milliseconds that a run may take. */
const RUN_LIMIT = 5 * MINUTE
/** Longer than any run: whoever still has it has died. */
const LEASE = RUN_LIMIT + MINUTE
const LONGEST_WAIT = 60 * MINUTE
/** Seconds: the person may be on holiday. */
const PARKED_FOR = 30 * 24 * 3600

export interface Runner {
  /**
   * Runs a job, if nobody else has it.
   * @param resumed the parked operation that this run resumes
   * @returns undefined when somebody else was faster
   */
  run(job: StoredJob, resumed?: StoredOperation): Promise<RunEnd | undefined>
  /** Gives up the run of this job in this process. */
  giveUp(jobId: string): void
  /** Gives up the runs of jobs that have been changed meanwhile: cancelled, perhaps at another replica. */
  watch(): Promise<void>
  /** Gives up all runs; each is as it was before, for the next process. */
  stop(): Promise<void>
  /** Runs in this process. */
  size(): number
}

export interface RunnerOptions extends RunJobOptions {
  store: JobStore
  grants: Grants
  operations: Operations
  webhook: Webhook | undefined
  audit: AuditLog
  now: () => number
}

export function createRunner(options: RunnerOptions): Runner {
  const { store, grants, operations, webhook, audit, now } = options
  const running = new Map<string, { job: StoredJob; controller: AbortController; end: Promise<unknown> }>()

  const runClaimed = async (job: StoredJob, signal: AbortSignal, resumed: StoredOperation | undefined) => {
    const limit = AbortSignal.timeout(RUN_LIMIT)
    const end = await runJob(job, grants.forRun(job), AbortSignal.any([signal, limit]), options)
    const ended = end.kind === 'stopped' && limit.aborted ? TOO_LONG : end
    await settle(job, ended, resumed, signal)
    return ended
  }

  const write = (signal: AbortSignal, ...[from, to, notice]: Parameters<JobStore['change']>) =>
    untilAnswered(async () => (await store.change(from, to, notice)) ?? (await unheard(from, to)), signal)

  /** The change that an earlier try has made without hearing of it: nobody else was faster. */
  const unheard = async (from: StoredJob, to: JobChange): Promise<StoredJob | undefined> => {
    const found = await store.find(from.subject, from.id)
    return found?.version === from.version + 1 && found.state === to.state ? found : undefined
  }

  /** What has run is written down, however long the database is away; until the process stops. */
  const settle = async (
    job: StoredJob,
    end: RunEnd,
    resumed: StoredOperation | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    const change = { leaseUntil: undefined }
    if (end.kind === 'stopped') {
      await write(signal, job, { ...change, state: 'scheduled', nextRun: job.nextRun ?? now() })
      return
    }
    const at = new Date(now()).toISOString()
    if (end.kind === 'done') {
      const next = nextRun(job.schedule, now())
      const lastRun: LastRun = { at, outcome: 'done', text: end.text }
      const state = next === undefined ? ('finished' as const) : ('scheduled' as const)
      const settled = { ...change, state, nextRun: next, lastRun, outages: 0 }
      if ((await write(signal, job, settled)) === undefined) return
      try {
        if (state === 'finished') await untilAnswered(() => grants.destroy(job.id), signal)
      } finally {
        jobRecord(audit, job, 'success', 'job_run')
      }
      return
    }
    const { refusal } = end
    const needs = liftable(refusal, resumed)
    if (needs !== undefined) return park(signal, job, { refusal, needs, at, resumed })
    const more = { remedy: refusal.remedy }
    if ((await write(signal, job, { ...change, ...afterRefusal(job, refusal, at) })) === undefined) return
    jobRecord(audit, job, 'failure', 'job_run', more)
  }

  /** An outage is waited out; anything else waits for whoever can repair it. */
  const afterRefusal = (job: StoredJob, refusal: RefusalOutput, at: string): JobChange => {
    const lastRun: LastRun = { at, outcome: 'failed', refusal }
    if (refusal.remedy !== 'retry_later') return { state: 'failed', nextRun: undefined, lastRun }
    const wait = Math.min(LONGEST_WAIT, MINUTE * 2 ** Math.min(job.outages, 10))
    const later = now() + Math.max(wait, Math.ceil((refusal.retryAfter ?? 0) * 1000))
    return { state: 'scheduled', nextRun: later, lastRun, outages: job.outages + 1 }
  }

  /** Step by step, each of them safe to repeat: repeated as a whole, it would park a second operation. */
  const park = async (
    signal: AbortSignal,
    job: StoredJob,
    { refusal, needs, at, resumed }: Parked,
  ): Promise<void> => {
    const { subject, clientId, id: jobId, instruction, version } = job
    // Cancelled meanwhile, perhaps by another process, which took the grant: nobody is to sign in for that.
    const current = await untilAnswered(() => store.find(subject, jobId), signal)
    if (current?.version !== version) return
    const title = `Background job: ${instruction.slice(0, 80)}`
    const id = randomUUID()
    const parking = { id, subject, clientId, kind: 'job', jobId, title, needs, ttl: PARKED_FOR } as const
    const parked =
      resumed === undefined ? await untilAnswered(() => operations.park(parking), signal) : undefined
    const operationId = resumed?.id ?? parked?.id
    const lastRun: LastRun = {
      at,
      outcome: 'needs_user',
      refusal,
      ...(operationId === undefined ? {} : { operationId }),
    }
    const change = {
      state: 'needs_user',
      nextRun: undefined,
      leaseUntil: undefined,
      lastRun,
      outages: 0,
    } as const
    // Whoever resumes it is there, and is told by the answer.
    const notice =
      resumed === undefined ? webhook?.notice({ jobId, operationId, needs: needs.kind }) : undefined
    if ((await write(signal, job, change, notice)) === undefined) return
    jobRecord(audit, job, 'challenge', 'job_parked', {
      remedy: refusal.remedy,
      ...(operationId === undefined ? {} : { operation_id: operationId }),
    })
  }

  return {
    async run(job, resumed) {
      const claimed = await store.change(job, { state: 'running', leaseUntil: now() + LEASE })
      if (claimed === undefined) return undefined
      const controller = new AbortController()
      // A trace of its own: what happens in the night is found by it as what happens by day.
      const end = withTrace(undefined, () => runClaimed(claimed, controller.signal, resumed))
      running.set(job.id, { job: claimed, controller, end })
      return end.finally(() => running.delete(job.id))
    },
    async watch() {
      for (const { job, controller } of running.values()) {
        const current = await store.find(job.subject, job.id)
        if (current?.version !== job.version) controller.abort()
      }
    },
    giveUp: (jobId) => running.get(jobId)?.controller.abort(),
    async stop() {
      const ends = [...running.values()].map(({ controller, end }) => {
        controller.abort()
        return end
      })
      await Promise.allSettled(ends)
    },
    size: () => running.size,
  }
}

interface Parked {
  refusal: RefusalOutput
  needs: Needs
  at: string
  resumed: StoredOperation | undefined
}

/**
 * What the person can give; not a second time what they have just given: that would not end. By the remedy alone:
 * the actor may come from an AADSTS number, and a number decides nothing.
 */
function liftable(refusal: RefusalOutput, resumed: StoredOperation | undefined): Needs | undefined {
  const needs = needsOf(refusal)
  const repeated = needs !== undefined && resumed?.challenges.includes(challengeDigest(needs)) === true
  return repeated ? undefined : needs
}

const TOO_LONG: RunEnd = {
  kind: 'refused',
  refusal: { by: 'orchestrator', reason: 'It took too long.', remedy: 'retry_later', actor: 'nobody' },
}
