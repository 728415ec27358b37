import type { AuditLog, Revocations } from '@chain-of-trust/auth-core'
import type { LongRunning, TokenSeal } from '@chain-of-trust/token-flow'
import type { FastifyInstance } from 'fastify'
import type { ChatModel } from '../agent/model.ts'
import type { Running } from '../caller.ts'
import type { McpServer } from '../mcp-servers.ts'
import type { Operations } from '../operations/operations.ts'
import { jobsRoute } from '../routes/jobs.ts'
import type { ToolCalls } from '../tools/tool-call.ts'
import { createGrants } from './grants/grants.ts'
import type { JobStores } from './job-stores.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createRunner } from './runner.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { createWebhook, type WebhookOptions } from './webhook/webhook.ts'

/** What background jobs need from outside. */
export interface JobDependencies {
  seal: TokenSeal
  longRunning: LongRunning
  webhook?: Pick<WebhookOptions, 'url' | 'key' | 'fetch'> | undefined
  /** Milliseconds since the epoch. */
  now?: () => number
  /** Milliseconds between two looks at what is due. */
  interval?: number
}

declare module 'fastify' {
  interface FastifyInstance {
    jobScheduler: Scheduler
  }
}

export interface BackgroundJobsOptions extends JobDependencies {
  stores: JobStores
  clientId: string
  /** The AI host, where the person can do what is needed. */
  host: string
  servers: ReadonlyMap<string, McpServer>
  calls: ToolCalls
  model: ChatModel
  operations: Operations
  revocations: Revocations | undefined
  running: Running
  audit: AuditLog
}

/** Runs what is due as long as the app does, resumes what was parked, and serves `/api/jobs`. */
export function startBackgroundJobs(app: FastifyInstance, options: BackgroundJobsOptions): Jobs {
  const { stores, servers, operations, audit, host, now = Date.now, interval } = options
  const { log } = app
  const webhook =
    options.webhook && createWebhook({ ...options.webhook, host, store: stores.notices, now, log })
  const grants = createGrants({ ...options, store: stores.grants, log })
  const runner = createRunner({ ...options, store: stores.jobs, grants, webhook, now, log })
  const scheduler = createScheduler({ stores, runner, webhook, now, log })
  const wake = () => void scheduler.tick()
  const jobs = createJobs({ store: stores.jobs, grants, runner, operations, servers, audit, now, wake })

  operations.register('job', jobs.resume)
  jobsRoute(app, { jobs, audit, running: options.running })
  app.decorate('jobScheduler', scheduler)
  app.addHook('onListen', (done) => {
    scheduler.start(interval)
    done()
  })
  app.addHook('preClose', () => scheduler.stop())
  return jobs
}
