import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isNative } from '../applications.ts'
import { parseClaims } from '../claims-request.ts'
import { authenticateClient } from '../client-authentication.ts'
import { correlationId, EntraError } from '../entra-error.ts'
import { required } from '../grants/grant.ts'
import type { IdentityProvider } from '../identity-provider.ts'
import { parseScopes } from '../scopes.ts'
import { DEVICE_CODE_LIFETIME, POLL_INTERVAL } from '../state/device-codes.ts'
import { answerWithNonce, enforceOrigin, readParameters, refuse } from './token.ts'

/** RFC 8628 §3.2, as Entra ID has it: with a sentence for the person, and without `verification_uri_complete`. */
interface DeviceAuthorization {
  user_code: string
  device_code: string
  verification_uri: string
  expires_in: number
  interval: number
  message: string
}

/** The device authorization endpoint. */
export async function deviceCode(app: FastifyInstance, idp: IdentityProvider): Promise<void> {
  answerWithNonce(app, idp)
  app.post('/', (request) => authorizeDevice(idp, request))
  app.setErrorHandler((error, request, reply) => refuse(idp, error, request, reply))
}

async function authorizeDevice(idp: IdentityProvider, request: FastifyRequest): Promise<DeviceAuthorization> {
  const { deviceRequests, deviceCodes, senderConstraint, urls } = idp
  const parameters = readParameters(request)
  const client = await authenticateClient(idp, parameters)
  // "Allow public client flows": a page has a browser already, and a service has no person.
  if (!isNative(client)) throw new EntraError('client_credential_missing')
  enforceOrigin(client, request.headers.origin)
  const scope = required(parameters, 'scope')
  parseScopes(scope, client, idp.applications)
  const { claims } = parameters
  parseClaims(claims)
  const jkt = await senderConstraint.provenKey(request.headers['dpop'], urls.deviceCode)

  const wait = deviceRequests.wait(request.ip)
  if (wait > 0) throw new EntraError('too_many_requests', { retryAfter: wait })
  deviceRequests.count(request.ip)
  const query = request.query as Record<string, unknown>
  const { deviceCode, userCode } = deviceCodes.issue({
    clientId: client.appId,
    scope,
    ...(claims === undefined ? {} : { claims }),
    ...(jkt === undefined ? {} : { jkt }),
    correlationId: correlationId(query['client-request-id'] ?? request.headers['client-request-id']),
    ip: request.ip,
    requestedAt: idp.now(),
  })
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: urls.verification,
    expires_in: DEVICE_CODE_LIFETIME,
    interval: POLL_INTERVAL,
    message: `To sign in, use a web browser to open the page ${urls.verification} and enter the code ${userCode} to authenticate.`,
  }
}
