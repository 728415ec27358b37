import { durationSince } from '@chain-of-trust/auth-core'
import { origin as origins } from '@chain-of-trust/auth-core/fastify'
import cors from '@fastify/cors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { originsOf, type Application } from '../applications.ts'
import { authenticateClient, type TokenParameters } from '../client-authentication.ts'
import { correlationId, EntraError, errorBody } from '../entra-error.ts'
import { authorizationCode } from '../grants/authorization-code.ts'
import { clientCredentials } from '../grants/client-credentials.ts'
import { DEVICE_CODE, deviceCode } from '../grants/device-code.ts'
import type { Grant, TokenRequest } from '../grants/grant.ts'
import { onBehalfOf } from '../grants/on-behalf-of.ts'
import { refreshToken } from '../grants/refresh-token.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { issueTokens, type IssuedTokens, type TokenResponse } from '../tokens/token-response.ts'

type Issue = (idp: IdentityProvider, request: TokenRequest) => Promise<IssuedTokens>

/** A person stands behind these, so that there is more than an access token to issue. */
const delegated =
  (grant: Grant): Issue =>
  async (idp, request) =>
    issueTokens(idp, await grant(idp, request), request.parameters['client_info'] === '1')

const GRANTS = new Map<string, Issue>([
  ['authorization_code', delegated(authorizationCode)],
  ['refresh_token', delegated(refreshToken)],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', delegated(onBehalfOf)],
  ['client_credentials', clientCredentials],
  [DEVICE_CODE, delegated(deviceCode)],
  // As MSAL writes it, from before RFC 8628, and Entra ID takes it.
  ['device_code', delegated(deviceCode)],
])

/** The token endpoint (RFC 6749 §3.2), readable by the registered single-page applications' origins only. */
export async function token(app: FastifyInstance, idp: IdentityProvider): Promise<void> {
  await app.register(cors, {
    origin: [...idp.applications.spaOrigins],
    methods: ['POST'],
    allowedHeaders: ['content-type', 'dpop', 'traceparent'],
    exposedHeaders: ['DPoP-Nonce', 'Retry-After'],
    maxAge: 600,
  })

  answerWithNonce(app, idp)

  app.post('/', (request) => answer(idp, request))
  app.setErrorHandler((error, request, reply) => refuse(idp, error, request, reply))
}

/** Each answer brings the nonce for the next proof (RFC 9449 §8.2), and none is kept by anybody. */
export function answerWithNonce(app: FastifyInstance, idp: IdentityProvider): void {
  app.addHook('onSend', async (_request, reply) => {
    const nonce = idp.senderConstraint.nonce()
    if (nonce !== undefined) reply.header('dpop-nonce', nonce)
    reply.header('cache-control', 'no-store')
  })
}

async function answer(idp: IdentityProvider, request: FastifyRequest): Promise<TokenResponse> {
  await idp.faults.strike()
  const parameters = readParameters(request)
  const client = await authenticateClient(idp, parameters)
  const grantType = parameters['grant_type']
  if (grantType === undefined)
    throw new EntraError('parameter_missing', { fill: { parameter: 'grant_type' } })
  const issue = GRANTS.get(grantType)
  if (issue === undefined) throw new EntraError('grant_unsupported', { fill: { grant: grantType } })
  enforceOrigin(client, request.headers.origin)
  // Before the grant is looked at: an answer "use this nonce" must not use up the code.
  const jkt = await idp.senderConstraint.provenKey(request.headers['dpop'])

  const begun = performance.now()
  const { response, record } = await issue(idp, { parameters, client, jkt })
  idp.audit.write({
    event: 'token_issued',
    outcome: 'success',
    ...record,
    ...origins(request),
    duration_ms: durationSince(begun),
    diagnostics: { grant_type: grantType },
  })
  return response
}

/** RFC 6749 §3.2: no parameter more than once. An empty one counts as absent. */
export function readParameters({ body }: FastifyRequest): TokenParameters {
  const parameters = Object.entries((body ?? {}) as Record<string, unknown>)
  if (parameters.some(([, value]) => typeof value !== 'string')) throw new EntraError('parameter_repeated')
  return Object.fromEntries(parameters.filter(([, value]) => value !== '')) as TokenParameters
}

/**
 * A single-page application's tokens leave in answers to browsers only, at its own origin; any other client's
 * never leave in one. So a code stolen from a single-page application is worth nothing to a script elsewhere.
 */
export function enforceOrigin(client: Application, origin: string | undefined): void {
  if (client.spa !== undefined && origin === undefined) throw new EntraError('origin_required')
  if (origin !== undefined && !originsOf(client).includes(origin)) {
    throw new EntraError('origin_not_permitted', { fill: { origin } })
  }
}

/** Entra's error body, and the record of it. */
export function refuse(
  idp: IdentityProvider,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const failure = asEntraError(error)
  if (failure.status >= 500) request.log.error({ err: error }, 'token request failed')
  const { client_id: clientId, grant_type: grantType } = (request.body ?? {}) as Record<string, unknown>
  const query = request.query as Record<string, unknown>
  const correlation = correlationId(query['client-request-id'] ?? request.headers['client-request-id'])
  const known = typeof clientId === 'string' ? idp.applications.byId(clientId) : undefined
  // "Not yet" is no event: a device asks every five seconds.
  if (failure.reason !== 'authorization_pending')
    idp.audit.write({
      event: 'token_issued',
      outcome: failure.reason === 'dpop_nonce_required' ? 'challenge' : 'failure',
      reason: failure.reason,
      ...(known === undefined ? {} : { client: { app_id: known.appId } }),
      ...origins(request),
      diagnostics: {
        error_codes: [...failure.codes],
        correlation_id: correlation,
        ...(typeof grantType === 'string' && GRANTS.has(grantType) ? { grant_type: grantType } : {}),
      },
    })
  const { retryAfter } = failure.params
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply
    .code(failure.status)
    .send(errorBody(failure, { now: idp.now(), correlationId: correlation, origin: idp.urls.origin }))
}

/** A body that Fastify could not read is the sender's fault, anything unknown is ours. */
function asEntraError(error: unknown): EntraError {
  if (error instanceof EntraError) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status < 500
    ? new EntraError('request_invalid', {
        fill: { detail: 'the body must be a form (x-www-form-urlencoded)' },
      })
    : new EntraError('server_error', { cause: error })
}
