import type { FastifyError, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'
import { Secret } from '../secret.ts'
import { setErrorOf, type SecurityEventReceiver, type SetError } from '../security-events/receiver.ts'
import { origin } from './records.ts'

export interface SecurityEventsOptions {
  receiver: SecurityEventReceiver
}

/** Bytes: an event has one of a thousand. */
const BODY_LIMIT = 16 * 1024

/**
 * `POST /security-events`: events pushed to us (RFC 8935). No token is asked for: the event's own signature says
 * who sent it, and to repeat one that was overheard changes nothing. 202 is sent when it is stored, not earlier.
 */
export const securityEvents: FastifyPluginCallback<SecurityEventsOptions> = (app, { receiver }, done) => {
  // In here only, and instead of JSON: whatever else is posted is not even parsed.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/secevent+jwt',
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    (_request, body, parsed) => parsed(null, body),
  )

  app.post<{ Body: string | undefined }>(
    '/security-events',
    {
      config: { public: true },
      errorHandler: (error, request, reply) => answer(error, request, reply, receiver),
    },
    async (request, reply) => {
      await receiver.receive(new Secret(request.body ?? ''), origin(request))
      return reply.code(202).send()
    },
  )
  done()
}

/** RFC 8935 §2.3: 400 means "not this one, ever"; after anything from 500 on the transmitter tries again. */
function answer(
  error: FastifyError | Refusal,
  request: Pick<FastifyRequest, 'ip' | 'headers' | 'log'>,
  reply: FastifyReply,
  receiver: SecurityEventReceiver,
): unknown {
  if (error instanceof Refusal) {
    request.log.warn({ reason: error.reason, detail: error.params.detail }, 'security event refused')
    const setError = setErrorOf(error)
    if (setError !== undefined) return describe(reply.code(400), setError)
    return reply
      .code(503)
      .header('retry-after', String(error.params.retryAfter ?? 5))
      .send()
  }
  const { statusCode = 500, message } = error
  if (statusCode >= 400 && statusCode < 500) {
    // Not the message: it quotes the content type, which is the sender's own text.
    receiver.recordMalformed(`HTTP ${statusCode}`, origin(request))
    return describe(reply.code(statusCode), { err: 'invalid_request', description: message })
  }
  request.log.error({ err: error }, 'security event not stored')
  return reply.code(503).header('retry-after', '5').send()
}

function describe(reply: FastifyReply, error: SetError): unknown {
  return reply.header('content-language', 'en').send(error)
}
