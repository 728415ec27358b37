import type { FastifyBaseLogger } from 'fastify'
import type { JobStore } from './job-store.ts'
import type { Runner } from './runner.ts'
import type { Webhook } from './webhook/webhook.ts'

/** Runs of this process at the same time. */
const MOST_RUNS = 4
/** Milliseconds between two looks. Looking is one indexed query: no timer to be wrong after a sleep or a clock change. */
const INTERVAL = 2000
const KEPT = 30 * 86_400_000

export interface Scheduler {
  /** @param interval milliseconds between two looks */
  start(interval?: number): void
  /** Looks now, and ends when what it started has ended. */
  tick(): Promise<void>
  stop(): Promise<void>
}

export interface SchedulerOptions {
  store: JobStore
  runner: Runner
  webhook: Webhook | undefined
  now: () => number
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Starts what is due. Several processes may look at the same store: each job is claimed by one. */
export function createScheduler({ store, runner, webhook, now, log }: SchedulerOptions): Scheduler {
  let timer: NodeJS.Timeout | undefined
  let delivering: Promise<void> | undefined

  const failed = (error: unknown) => log.error({ err: error }, 'background jobs')
  const runDue = async (): Promise<void> => {
    const due = await store.due(now(), Math.max(0, MOST_RUNS - runner.size()))
    await Promise.all(due.map((job) => runner.run(job).catch(failed)))
  }
  const tick = async (): Promise<void> => {
    delivering ??= webhook?.deliver().finally(() => (delivering = undefined))
    await Promise.all([runDue(), delivering, store.forget(now() - KEPT)]).catch(failed)
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
