import type { FastifyBaseLogger } from 'fastify'
import type { JobStores } from './job-stores.ts'
import type { Runner } from './runner.ts'
import type { Webhook } from './webhook/webhook.ts'

/** Runs of this process at the same time. */
const MOST_RUNS = 4
/** Milliseconds between two looks. Looking is one indexed query: no timer to be wrong after a sleep or a clock change. */
const INTERVAL = 2000
const KEPT = 30 * 86_400_000
/** Milliseconds between two looks at what nobody needs any more. */
const TIDY = 3_600_000

export interface Scheduler {
  /** @param interval milliseconds between two looks */
  start(interval?: number): void
  /** Looks now, and ends when what it started has ended. */
  tick(): Promise<void>
  stop(): Promise<void>
}

export interface SchedulerOptions {
  stores: JobStores
  runner: Runner
  webhook: Webhook | undefined
  now: () => number
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Starts what is due. Several processes may look at the same store: each job is claimed by one. */
export function createScheduler({ stores, runner, webhook, now, log }: SchedulerOptions): Scheduler {
  let timer: NodeJS.Timeout | undefined
  let delivering: Promise<void> | undefined
  let tidied = -Infinity

  const failed = (error: unknown) => log.error({ err: error }, 'background jobs')
  const runDue = async (): Promise<void> => {
    const due = await stores.jobs.due(now(), Math.max(0, MOST_RUNS - runner.size()))
    await Promise.all(due.map((job) => runner.run(job).catch(failed)))
  }
  const tidy = async (): Promise<void> => {
    if (now() < tidied + TIDY) return
    tidied = now()
    await stores.jobs.forget(now() - KEPT)
    await stores.grants.removeUnused()
  }
  const tick = async (): Promise<void> => {
    delivering ??= webhook?.deliver().finally(() => (delivering = undefined))
    await Promise.all([runDue(), runner.watch(), delivering, tidy()]).catch(failed)
  }

  return {
    start(interval = INTERVAL) {
      timer = setInterval(() => void tick(), interval).unref()
    },
    tick,
    async stop() {
      clearInterval(timer)
      await runner.stop()
      await delivering?.catch(failed)
    },
  }
}
