import { Refusal, type AuditLog, type Subject } from '@chain-of-trust/auth-core'
import { checkDelegation, withheld, type Delegation } from '../delegation.ts'
import { InvalidRequest } from '../invalid-request.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { Executor, Operations } from '../operations/operations.ts'
import type { Caller } from '../tools/tool-call.ts'
import type { RefusalOutput, ToolOutput } from '../tools/tool-output.ts'
import { refusalOutputOf } from '../tools/tool-refusal.ts'
import type { Grants } from './grants/grants.ts'
import type { StoredJob } from './job.ts'
import { jobRecord, refusedJobRecord } from './job-audit.ts'
import type { JobStore } from './job-store.ts'
import type { RunEnd } from './run-job.ts'
import type { Runner } from './runner.ts'
import { nextRun, unreachable, type Schedule } from './schedule.ts'
import { ceilingOf, grantScopes, unattended } from './unattended.ts'

/** Jobs of one person that are not at an end. */
const MOST_JOBS = 20

export interface NewJob {
  instruction: string
  schedule: Schedule
  /** Absent: all that may run unattended. */
  delegation?: Delegation | undefined
}

/** What a person does with their jobs. */
export interface Jobs {
  /** @throws InvalidRequest, TooManyJobs; Refusal when the person has to do something first */
  create(caller: Caller, job: NewJob): Promise<StoredJob>
  list(subject: Subject): Promise<StoredJob[]>
  find(subject: Subject, id: string): Promise<StoredJob | undefined>
  exists(id: string): Promise<boolean>
  /**
   * Now, and with the power that the person has now. A run that is under way stays the only one.
   * @returns undefined when the job was cancelled
   */
  runNow(caller: Caller, job: StoredJob): Promise<StoredJob | undefined>
  /** Destroys the grant. What is under way is given up. */
  cancel(caller: Caller, job: StoredJob): Promise<StoredJob>
  /** The person has done what a parked run needed. */
  resume: Executor
}

export class TooManyJobs extends Error {
  readonly statusCode = 409

  constructor() {
    super(`at most ${MOST_JOBS} jobs: cancel one first`)
    this.name = 'TooManyJobs'
  }
}

export interface JobsOptions {
  store: JobStore
  grants: Grants
  runner: Runner
  operations: Operations
  servers: ReadonlyMap<string, McpServer>
  audit: AuditLog
  now: () => number
  /** Something is due. */
  wake: () => void
}

export function createJobs(options: JobsOptions): Jobs {
  const { store, grants, runner, operations, servers, audit, now, wake } = options

  const renew = async (job: StoredJob, caller: Caller): Promise<void> => {
    await grants.renew(job, caller, grantScopes(servers, job))
    jobRecord(audit, job, 'success', 'job_renewed', caller.where)
  }

  /** What was parked for it waits for nothing any more. */
  const withdraw = async ({ lastRun }: StoredJob, caller: Caller): Promise<void> => {
    if (lastRun?.operationId !== undefined) await operations.cancel(caller, lastRun.operationId)
  }

  return {
    async create(caller, { instruction, schedule, delegation }) {
      if (delegation !== undefined) checkDelegation(delegation, servers)
      refuseBeyondConversation(caller, delegation)
      const problem = unreachable(schedule, now())
      if (problem !== undefined) throw new InvalidRequest(problem)
      const usable = unattended(servers, delegation)
      if (usable.size === 0) {
        refusedJobRecord(audit, caller, 'no_unattended_tool')
        throw new InvalidRequest('delegation: leaves no tool that may run unattended')
      }
      const { tid, oid, clientId } = caller.token
      const job: StoredJob = {
        id: crypto.randomUUID(),
        subject: { tid, oid },
        clientId,
        instruction,
        schedule,
        delegation: ceilingOf(usable),
        state: 'scheduled',
        nextRun: nextRun(schedule, now()),
        createdAt: now(),
        outages: 0,
        version: 0,
      }
      await grants.renew(job, caller, grantScopes(servers, job))
      if (!(await store.add(job, MOST_JOBS))) {
        await grants.destroy(job.id)
        refusedJobRecord(audit, caller, 'too_many_jobs')
        throw new TooManyJobs()
      }
      jobRecord(audit, job, 'success', 'job_created', caller.where)
      return job
    },

    list: (subject) => store.list(subject),
    find: (subject, id) => store.find(subject, id),
    exists: (id) => store.exists(id),

    async runNow(caller, job) {
      if (job.state === 'cancelled') {
        refusedJobRecord(audit, caller, 'job_cancelled')
        return undefined
      }
      if (job.state === 'running') return job
      await renew(job, caller)
      await withdraw(job, caller)
      const due = await store.change(job, { state: 'scheduled', nextRun: now(), outages: 0 })
      wake()
      return due ?? settled(job)
    },

    async cancel(caller, job) {
      let current: StoredJob | undefined = job
      while (current !== undefined && current.state !== 'cancelled') {
        const change = { state: 'cancelled', nextRun: undefined, leaseUntil: undefined } as const
        const cancelled = await store.change(current, change)
        current = cancelled ?? (await store.find(job.subject, job.id))
        if (cancelled !== undefined) jobRecord(audit, job, 'success', 'job_cancelled', caller.where)
      }
      await grants.destroy(job.id)
      runner.giveUp(job.id)
      // Not as it was looked up: it may have been parked since then.
      await withdraw(current ?? job, caller)
      return current ?? job
    },

    async resume(operation, caller) {
      const job = await store.find(operation.subject, operation.jobId ?? '')
      if (job === undefined || job.state === 'cancelled') return refused(CANCELLED)
      // It was run by hand in the meantime: nothing is left to resume.
      if (job.state !== 'needs_user' || job.lastRun?.operationId !== operation.id) return outputOf(job)
      try {
        await renew(job, caller)
      } catch (failure) {
        if (!(failure instanceof Refusal)) throw failure
        return refused(refusalOutputOf(failure, 'orchestrator'))
      }
      const end = await runner.run(job, operation)
      // The person's part is done: an outage is waited out without them.
      if (end?.kind === 'refused' && end.refusal.remedy !== 'retry_later') return refused(end.refusal)
      return outputOf((await settled(job)) ?? job, end)
    },
  }

  /** A job that the agent plans gets no more than the person lets it use in the conversation. */
  function refuseBeyondConversation(caller: Caller, delegation: Delegation = {}): void {
    const missing = [...servers.values()].flatMap((server) =>
      withheld(caller.delegation, server, delegation[server.name] ?? []),
    )
    if (missing.length === 0) return
    refusedJobRecord(audit, caller, 'not_delegated')
    throw new InvalidRequest(`not delegated in this conversation: ${missing.join(', ')}`)
  }

  /** As it is now; a grant that was made while it was being cancelled does not stay. */
  async function settled(job: StoredJob): Promise<StoredJob | undefined> {
    const current = await store.find(job.subject, job.id)
    if (current !== undefined && current.state !== 'cancelled') return current
    await grants.destroy(job.id)
    return undefined
  }
}

const RUN = { server: 'orchestrator', tool: 'background_job' }
const CANCELLED: RefusalOutput = {
  by: 'orchestrator',
  reason: 'The job was cancelled.',
  error: 'job_cancelled',
}

function refused(refusal: RefusalOutput): ToolOutput {
  return { ok: false, ...RUN, refusal }
}

function outputOf({ lastRun, delegation }: StoredJob, end?: RunEnd): ToolOutput {
  const scopes = Object.values(delegation).flat()
  const text = end === undefined ? lastRun?.text : end.kind === 'done' ? end.text : undefined
  const content = text ?? 'The job goes on by itself.'
  return { ok: true, ...RUN, scopes: { requested: scopes, granted: scopes }, content }
}
