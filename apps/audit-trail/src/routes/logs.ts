import { presented, readCheckpoint, Refusal, type AuditLog, type Checkpoint } from '@chain-of-trust/auth-core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { enforceWriter } from '../access.ts'
import { serviceOf } from '../log-name.ts'
import { Conflict, type Logs } from '../store/logs.ts'
import { readReceivedLines, splitLines } from '../store/received-line.ts'
import { KeyLine, LARGEST_BATCH, LogName, MOST_LINES } from '../wire.ts'
import { readInput } from './read-input.ts'

interface LogRoutes {
  logs: Logs
  audit: AuditLog
  senderConstraint: 'dpop' | 'none'
}

const Parameters = z.strictObject({ log: LogName })
const logOf = (request: FastifyRequest): string => readInput(Parameters, request.params).log
/** Steps of the protocol, which say where to go on. The others are somebody's doing, and go on the record. */
const STEPS: ReadonlySet<string> = new Set(['gap', 'ahead', 'key_unknown'])

/**
 * How a service's log comes in. A batch that is taken writes no record of its own: the records that it brings are on the
 * record, and one more for each would be a batch more.
 */
export function logRoutes(app: FastifyInstance, { logs, audit, senderConstraint }: LogRoutes): void {
  app.addContentTypeParser(
    'application/x-ndjson',
    { parseAs: 'buffer', bodyLimit: LARGEST_BATCH },
    (_request, body, done) => done(null, body),
  )
  // `audit: 'exchange'`: the gate neither records nor looks at scopes, of which an application has none.
  const options = {
    config: { audit: 'exchange' as const },
    bodyLimit: LARGEST_BATCH,
    // Before the body is read: nobody else may make us hold a megabyte.
    preParsing: async (request: FastifyRequest) => enforceWriter(request.getToken(), logOf(request)),
  }

  app.get('/api/logs/:log', options, (request) => {
    const log = logOf(request)
    return logs.state(log).then((state) => ({ log, ...state }))
  })

  app.post('/api/logs/:log', options, async (request, reply) => {
    const log = logOf(request)
    const lines = readReceivedLines(bodyOf(request), serviceOf(log))
    return orConflict(request, reply, async () => ({ head: await logs.take(log, lines) }))
  })

  app.post('/api/logs/:log/checkpoints', options, async (request, reply) => {
    const log = logOf(request)
    const { spki, checkpoints } = readCheckpoints(bodyOf(request))
    return orConflict(request, reply, async () => ({
      checkpoint: await logs.takeCheckpoints(log, spki, checkpoints),
    }))
  })

  async function orConflict(
    request: FastifyRequest,
    reply: FastifyReply,
    take: () => Promise<object>,
  ): Promise<unknown> {
    try {
      return await take()
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const { kind, head, detail } = error
      if (!STEPS.has(kind)) {
        audit.write({
          event: 'log_received',
          outcome: 'failure',
          reason: kind,
          ...presented(request.getToken(), { senderConstraint }),
          diagnostics: { log: logOf(request), detail },
        })
        request.log.error({ log: logOf(request), kind, detail }, 'a log contradicts what is held of it')
      }
      return reply.code(409).send({ error: kind, head })
    }
  }
}

/** @throws Refusal `record_invalid` when the body is of another type: nothing else is read */
function bodyOf({ body }: FastifyRequest): Buffer {
  if (Buffer.isBuffer(body)) return body
  throw new Refusal('record_invalid', { detail: 'not application/x-ndjson' })
}

/** The key's line first, where it is sent; then the lines of the checkpoint file. @throws Refusal `record_invalid` */
export function readCheckpoints(
  body: Buffer,
  most = MOST_LINES,
): { spki: Buffer | undefined; checkpoints: Checkpoint[] } {
  const lines = splitLines(body)
  if (lines.length > most) throw new Refusal('record_invalid', { detail: 'too many lines' })
  const [first = Buffer.alloc(0)] = lines
  const key = KeyLine.safeParse(readCheckpoint(first) === undefined ? parse(first) : undefined)
  const checkpoints = lines.slice(key.success ? 1 : 0).map((line, index) => {
    const checkpoint = readCheckpoint(line)
    if (checkpoint === undefined)
      throw new Refusal('record_invalid', { detail: `line ${index + 1}: no checkpoint` })
    return checkpoint
  })
  return { spki: key.success ? Buffer.from(key.data.spki, 'base64') : undefined, checkpoints }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString())
  } catch {
    return undefined
  }
}
