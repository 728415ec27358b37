import { Refusal } from '@chain-of-trust/auth-core'
import { DatabaseUnavailable } from '@chain-of-trust/service-kit'
import type { FastifyInstance } from 'fastify'

/** Seconds until a retry is worth it. */
const RETRY_AFTER = 5

/** For every route that is registered after it: an outage of our database is a 503, and nobody's fault who asks. */
export function answerOutages(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route
    route.handler = async function answering(request, reply) {
      try {
        return await handler.call(this, request, reply)
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error
        const params = { retryAfter: RETRY_AFTER, detail: error.name, cause: error }
        throw new Refusal('resource_unavailable', params)
      }
    }
  })
}
