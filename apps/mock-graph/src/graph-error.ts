import { Refusal, type AuditLog } from '@chain-of-trust/auth-core'
import { origin, presented } from '@chain-of-trust/auth-core/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A refusal in Graph's words: `{ error: { code, message } }`. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'GraphError'
    this.status = status
    this.code = code
  }
}

export function invalidRequest(message: string): GraphError {
  return new GraphError(400, 'invalidRequest', message)
}

/** One answer for "does not exist" and "not for you": a difference would tell that the document exists. */
export function itemNotFound(): GraphError {
  return new GraphError(404, 'itemNotFound', 'The resource could not be found.')
}

export function accessDenied(message: string): GraphError {
  return new GraphError(403, 'accessDenied', message)
}

/** Graph's codes for what the token was refused for. */
const TOKEN_REFUSALS: Readonly<Record<number, { code: string; message: string }>> = {
  400: { code: 'invalidRequest', message: 'The Authorization header is malformed.' },
  401: { code: 'InvalidAuthenticationToken', message: 'The access token was refused.' },
  403: { code: 'accessDenied', message: 'The access token lacks a scope that this operation needs.' },
  503: { code: 'serviceNotAvailable', message: 'Try again later.' },
}

export interface SpeakGraphOptions {
  audit: AuditLog
  senderConstraint: 'dpop' | 'none'
}

/** Gives every error of these routes Graph's body. Refusals keep the status and headers that auth-core writes. */
export function speakGraph(app: FastifyInstance, { audit, senderConstraint }: SpeakGraphOptions): void {
  /** The token was good; the person may not. On the wire that looks like "no such item", so the log says it. */
  const recordDenial = (request: FastifyRequest, { code }: GraphError) =>
    audit.write({
      event: 'token_accepted',
      outcome: 'failure',
      reason: 'permission_denied',
      ...presented(request.getToken(), { senderConstraint, tokenName: 'C' }),
      ...origin(request),
      diagnostics: { detail: code },
    })

  app.setErrorHandler((error, request, reply) => {
    if (error instanceof GraphError) {
      if (error.status === 403 || error.status === 404) recordDenial(request, error)
      return reply.code(error.status).send({ error: { code: error.code, message: error.message } })
    }
    if (error instanceof Refusal) throw error
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (error instanceof Error && status >= 400 && status < 500) {
      return reply.code(status).send({ error: { code: 'invalidRequest', message: error.message } })
    }
    request.log.error({ err: error }, 'failed')
    return reply.code(500).send({ error: { code: 'generalException', message: 'The request failed.' } })
  })

  app.addHook('preSerialization', (_request, reply, payload: unknown, done) => {
    const refused = typeof payload === 'object' && payload !== null && 'error' in payload
    const wording = TOKEN_REFUSALS[reply.statusCode]
    if (!refused || typeof payload.error !== 'string' || wording === undefined) return done(null, payload)
    done(null, { error: wording })
  })
}
