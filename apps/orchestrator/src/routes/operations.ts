import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Running } from '../caller.ts'
import { operationOf } from '../operations/operation.ts'
import type { Operations } from '../operations/operations.ts'

const Params = z.object({ id: z.uuid() })

export interface OperationsRouteOptions {
  operations: Operations
  running: Running
}

/**
 * What waits for the person: look, connect what it waits for, resume, cancel. Each with the person's own token; an operation of somebody
 * else is answered as one that is not there. No body is read: what runs is what was stored.
 */
export function operationsRoute(app: FastifyInstance, { operations, running }: OperationsRouteOptions): void {
  const config = { scopes: TOKEN_A_ROUTE_SCOPES }

  app.get('/api/operations', { config }, async (request, reply) => {
    const found = await operations.list(running.callerOf(request, reply))
    return { operations: found.map(operationOf) }
  })

  app.get('/api/operations/:id', { config }, async (request, reply) => {
    const id = idIn(request)
    const caller = running.callerOf(request, reply)
    const found = id === undefined ? undefined : await operations.find(caller, id)
    return found === undefined ? unknown(reply) : operationOf(found)
  })

  // It goes on when the browser has left: the person has done their part, and the result is kept.
  app.post('/api/operations/:id/resume', { config }, async (request, reply) => {
    const id = idIn(request)
    if (id === undefined) return unknown(reply)
    const resumed = await operations.resume(running.detachedCallerOf(request, id), id)
    switch (resumed.is) {
      case 'unknown':
        return unknown(reply)
      case 'gone':
        return reply.code(410).send({ error: resumed.error })
      case 'waiting':
        return reply.code(409).send({ error: resumed.error, operation: operationOf(resumed.operation) })
      case 'running':
        return reply.code(202).send(operationOf(resumed.operation))
      case 'ended':
        return operationOf(resumed.operation)
    }
  })

  app.post('/api/operations/:id/connect', { config }, async (request, reply) => {
    const id = idIn(request)
    const caller = running.callerOf(request, reply)
    const asked = id === undefined ? ({ is: 'unknown' } as const) : await operations.connect(caller, id)
    switch (asked.is) {
      case 'unknown':
        return unknown(reply)
      case 'not_waiting':
        return reply.code(409).send({ error: 'operation_not_waiting' })
      case 'page':
        return asked.page
    }
  })

  app.delete('/api/operations/:id', { config }, async (request, reply) => {
    const id = idIn(request)
    const caller = running.callerOf(request, reply)
    const cancelled = id === undefined ? ({ is: 'unknown' } as const) : await operations.cancel(caller, id)
    switch (cancelled.is) {
      case 'unknown':
        return unknown(reply)
      case 'busy':
        return reply.code(409).send({ error: 'operation_not_waiting' })
      case 'cancelled':
        return operationOf(cancelled.operation)
    }
  })
}

function idIn(request: FastifyRequest): string | undefined {
  return Params.safeParse(request.params).data?.id
}

function unknown(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'not_found', error_description: 'there is no such operation' })
}
