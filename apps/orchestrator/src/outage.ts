import { Refusal } from '@chain-of-trust/auth-core'
import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'

/** Seconds until a retry is worth it. */
export const RETRY_AFTER = 5

/** The refusal that an outage of our database is: a 503, never a reason to refuse the person. */
export function outageOf(error: unknown): Refusal | undefined {
  if (!(error instanceof DatabaseUnavailable)) return undefined
  return new Refusal('resource_unavailable', { retryAfter: RETRY_AFTER, detail: error.name, cause: error })
}

/** For every route that is registered after it. */
export function answerOutages(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route
    route.handler = async function answering(request, reply) {
      try {
        return await handler.call(this, request, reply)
      } catch (error) {
        throw outageOf(error) ?? error
      }
    }
  })
}
