import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problemPage } from '../pages/problem-page.ts'
import { authorize } from './authorize.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { consent } from './consent.ts'
import { OAuthError, Unanswerable } from './oauth-error.ts'
import { revoke } from './revoke.ts'
import { signIn } from './sign-in.ts'
import { token } from './token.ts'

/** A provider's authorization server, below its folder. A body is a form. */
export async function authorizationServer(app: FastifyInstance, server: AuthorizationServer): Promise<void> {
  app.removeAllContentTypeParsers()
  await app.register(cookie)
  await app.register(formbody)
  app.addHook('preClose', async () => {
    // Whoever was made to stand still would keep the service from stopping.
    server.switches.set({ ...server.switches.current(), hold: undefined })
  })
  await app.register(async (pages) => {
    pages.setErrorHandler(showProblem(server))
    authorize(pages, server)
    signIn(pages, server)
    consent(pages, server)
  })
  await app.register(async (back) => {
    back.setErrorHandler(answerError)
    token(back, server)
    revoke(back, server)
  })
}

function showProblem({ provider }: AuthorizationServer) {
  return (error: FastifyError | Unanswerable, request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof Unanswerable) return provider.sendPage(reply, problemPage(400, error.message))
    const status = 'statusCode' in error && error.statusCode !== undefined ? error.statusCode : 500
    if (status >= 500) request.log.error({ err: error }, 'failed')
    const text = status < 500 ? 'The request cannot be read.' : 'Something broke at our end.'
    return provider.sendPage(reply, problemPage(status, text))
  }
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = error instanceof OAuthError ? error : unforeseen(error)
  if (failure.error === 'server_error') request.log.error({ err: error }, 'failed')
  if (failure.retryAfter !== undefined) reply.header('retry-after', String(failure.retryAfter))
  // RFC 6749 §5.2: for whoever tried with the Authorization header, and it does no harm to the others.
  if (failure.status === 401) reply.header('www-authenticate', 'Basic realm="token endpoint"')
  return reply
    .code(failure.status)
    .header('cache-control', 'no-store')
    .send({ error: failure.error, error_description: failure.message })
}

/** A body that Fastify could not read is the sender's fault, anything unknown is ours. */
function unforeseen(error: unknown): OAuthError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status < 500
    ? new OAuthError('invalid_request', 'the body must be a form (x-www-form-urlencoded)')
    : new OAuthError('server_error', 'something broke at our end', { status: 500 })
}
