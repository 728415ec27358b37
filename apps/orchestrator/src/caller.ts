import type { AuditLog, Exchange } from '@chain-of-trust/auth-core'
import { origin } from '@chain-of-trust/auth-core/fastify'
import { exchangeForTokenB } from '@chain-of-trust/token-flow'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from './tools/tool-call.ts'

/** Nobody is there to read an answer: not a fault of ours. */
export class CallerLeft extends Error {
  readonly statusCode = 499
}

/** Requests that are being served: each ends when its browser is gone, and all of them at a stop. */
export interface Running {
  callerOf(request: FastifyRequest, reply: FastifyReply): Caller
  /** For an operation that goes on without its browser: it ends with the process alone. */
  detachedCallerOf(request: FastifyRequest, operationId: string): Caller
  /** Ends what is still running after `grace` milliseconds. */
  stop(grace: number): void
}

export function trackRunning({ exchange, audit }: { exchange: Exchange; audit: AuditLog }): Running {
  const running = new Set<AbortController>()
  const service = new AbortController()

  function caller(request: FastifyRequest, signal: AbortSignal, where: Caller['where']): Caller {
    const held = { token: request.getToken(), credential: request.getCredential() }
    return {
      ...held,
      where,
      signal,
      tokenB: (scopes, tool) =>
        exchangeForTokenB(exchange, audit, {
          held,
          scopes,
          where,
          ...(tool === undefined ? {} : { tool }),
        }),
    }
  }

  return {
    callerOf(request, reply) {
      const controller = new AbortController()
      running.add(controller)
      // Nobody waits any more: the exchange, the call and the model are stopped, not left to run on.
      const left = () => {
        running.delete(controller)
        if (!reply.raw.writableFinished) controller.abort()
      }
      // Gone while the token was verified, it says so no more.
      if (reply.raw.closed) left()
      else reply.raw.once('close', left)
      return caller(request, controller.signal, origin(request))
    },
    detachedCallerOf: (request, operationId) =>
      caller(request, service.signal, { ...origin(request), operation_id: operationId }),
    stop(grace) {
      setTimeout(() => {
        service.abort()
        running.forEach((controller) => controller.abort())
      }, grace).unref()
    },
  }
}
