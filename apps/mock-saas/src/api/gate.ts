import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuthorizationServer } from '../authorization-server/authorization-server.ts'
import type { Account } from '../provider.ts'
import { ApiError, type ApiErrors } from './api-error.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must be good for. A route without it answers nobody. */
    scope?: string
  }
  interface FastifyRequest {
    /** Whose token it is. */
    account: Account
  }
}

/** Stands before every route of a provider's API: the faults that are switched on, the token, its scope. */
export function gate(app: FastifyInstance, server: AuthorizationServer, errors: ApiErrors): void {
  app.removeAllContentTypeParsers()
  // Whatever the header says, it is taken for JSON, as the real ones do.
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  app.decorateRequest('account')
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'private, no-store')
    const fault = await server.switches.strike('api')
    if (fault?.kind === 'rate_limited') throw errors.rateLimited(fault.retryAfter)
    if (fault?.kind === 'failing') throw errors.failing(fault.retryAfter)
    enforceToken(server, request, errors)
  })
  app.setNotFoundHandler(() => {
    throw errors.notFound()
  })
  app.setErrorHandler((error, request, reply) => {
    const failure = error instanceof ApiError ? error : unforeseen(error, errors)
    if (failure.status >= 500 && failure !== error) request.log.error({ err: error }, 'failed')
    return reply.code(failure.status).headers(failure.headers).send(failure.body)
  })
}

function enforceToken(
  { tokens, grants, provider }: AuthorizationServer,
  request: FastifyRequest,
  errors: ApiErrors,
): void {
  const { authorization } = request.headers
  if (authorization === undefined) throw errors.credentialsMissing()
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1] ?? ''
  const stored = tokens.find(token)
  const grant = stored && grants.find(stored.grantId)
  const account = grant && provider.accounts.find(({ login }) => login === grant.account)
  // A refresh token is none to call an API with.
  if (stored?.kind !== 'access' || stored.expired || grant === undefined || grant.revoked || !account) {
    throw errors.credentialsRefused()
  }
  request.account = account
  if (request.is404) return
  const { scope } = request.routeOptions.config
  if (scope === undefined) throw errors.notFound()
  if (!stored.scopes.includes(scope)) throw errors.scopeMissing(scope, stored.scopes)
}

function unforeseen(error: unknown, errors: ApiErrors): ApiError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status < 500 ? errors.unreadable() : errors.failing(1)
}
