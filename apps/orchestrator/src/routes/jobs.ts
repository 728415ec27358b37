import type { AuditLog } from '@chain-of-trust/auth-core'
import { origin } from '@chain-of-trust/auth-core/fastify'
import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Running } from '../caller.ts'
import { parseInput } from '../invalid-request.ts'
import { jobOf, type StoredJob } from '../jobs/job.ts'
import { foreignJobRecord } from '../jobs/job-audit.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { Schedule } from '../jobs/schedule.ts'

const LONGEST_INSTRUCTION = 2000

const Params = z.object({ id: z.guid() })
const NewJob = z.strictObject({
  instruction: z.string().trim().min(1).max(LONGEST_INSTRUCTION),
  schedule: Schedule,
  delegation: z.record(z.string(), z.array(z.string())).optional(),
})

export interface JobsRouteOptions {
  jobs: Jobs
  audit: AuditLog
  running: Running
}

/** `/api/jobs`: what runs for the person while they are away. Each sees their own only. */
export function jobsRoute(app: FastifyInstance, { jobs, audit, running }: JobsRouteOptions): void {
  const config = { scopes: TOKEN_A_ROUTE_SCOPES }

  app.get('/api/jobs', { config }, (request) =>
    jobs.list(request.getToken()).then((all) => ({ jobs: all.map(jobOf) })),
  )

  app.post('/api/jobs', { config }, async (request, reply) => {
    const job = parseInput(NewJob, request.body)
    return reply.code(201).send(jobOf(await jobs.create(running.callerOf(request, reply), job)))
  })

  app.post('/api/jobs/:id/run', { config }, async (request, reply) => {
    const job = await own(request)
    if (job === undefined) return notFound(reply)
    const ran = await jobs.runNow(running.callerOf(request, reply), job)
    if (ran === undefined) {
      return reply.code(409).send({ error: 'job_cancelled', error_description: 'the job was cancelled' })
    }
    return reply.code(202).send(jobOf(ran))
  })

  app.delete('/api/jobs/:id', { config }, async (request, reply) => {
    const job = await own(request)
    if (job === undefined) return notFound(reply)
    return jobOf(await jobs.cancel(running.callerOf(request, reply), job))
  })

  /** Somebody else's looks like none; the attempt is on the record. */
  async function own(request: FastifyRequest): Promise<StoredJob | undefined> {
    const { id } = parseInput(Params, request.params)
    const token = request.getToken()
    const job = await jobs.find({ tid: token.tid, oid: token.oid }, id)
    if (job === undefined && (await jobs.exists(id))) foreignJobRecord(audit, token, id, origin(request))
    return job
  }
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'not_found', error_description: 'there is no such job' })
}
