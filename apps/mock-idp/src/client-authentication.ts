import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { isPublicClient, type Application } from './applications.ts'
import type { RegisteredCertificate } from './certificates.ts'
import { EntraError } from './entra-error.ts'
import type { IdentityProvider } from './identity-provider.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const CLOCK_TOLERANCE = 10

/** Parameters of a token request. */
export type TokenParameters = Readonly<Record<string, string | undefined>>

/**
 * Who sends this token request? A public client says so, a confidential one proves it with its certificate
 * (`private_key_jwt`, RFC 7523 §3). There are no client secrets in this tenant.
 *
 * The `jti` is not remembered: MSAL sends the same assertion for ten minutes, and Entra ID takes it.
 * @throws EntraError `client_*`
 */
export async function authenticateClient(
  idp: Pick<IdentityProvider, 'applications' | 'certificates' | 'urls' | 'now'>,
  parameters: TokenParameters,
): Promise<Application> {
  const clientId = parameters['client_id']
  if (clientId === undefined) throw new EntraError('parameter_missing', { fill: { parameter: 'client_id' } })
  const client = idp.applications.byId(clientId)
  if (client === undefined) throw new EntraError('client_unknown', { fill: { client: clientId } })

  const assertion = parameters['client_assertion']
  const secret = parameters['client_secret']
  if (isPublicClient(client)) {
    if (assertion !== undefined || secret !== undefined) throw new EntraError('client_is_public')
    return client
  }
  if (secret !== undefined) throw new EntraError('client_secret_refused')
  if (assertion === undefined || parameters['client_assertion_type'] !== JWT_BEARER) {
    throw new EntraError('client_credential_missing')
  }
  await verifyClientAssertion(idp, client, assertion)
  return client
}

async function verifyClientAssertion(
  idp: Pick<IdentityProvider, 'certificates' | 'urls' | 'now'>,
  client: Application,
  assertion: string,
): Promise<void> {
  const certificate = findCertificate(idp.certificates.of(client.name), assertion, idp.now())
  const { payload } = await jwtVerify(assertion, certificate.publicKey, {
    algorithms: ['PS256'],
    // MSAL writes the token endpoint as it knows it, and it may know it by its nominal https name.
    audience: [idp.urls.token, idp.urls.token.replace(/^http:/, 'https:'), idp.urls.issuer],
    requiredClaims: ['exp', 'iss', 'sub'],
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(idp.now() * 1000),
  }).catch((error: unknown) => {
    throw refusalOf(error)
  })
  if (payload.iss !== client.appId || payload.sub !== client.appId) {
    throw new EntraError('client_assertion_subject')
  }
}

function findCertificate(
  registered: readonly RegisteredCertificate[],
  assertion: string,
  now: number,
): RegisteredCertificate {
  const invalid = (detail: string) => new EntraError('client_assertion_invalid', { fill: { detail } })
  if (registered.length === 0) throw invalid('no certificate is registered for the application')
  let thumbprint: unknown
  try {
    thumbprint = decodeProtectedHeader(assertion)['x5t#S256']
  } catch {
    throw invalid('it is not a JWT')
  }
  const found = registered.find((certificate) => certificate.thumbprint === thumbprint)
  if (found === undefined) throw invalid('the key was not found by its thumbprint (x5t#S256)')
  if (now * 1000 < found.validFrom.getTime() || now * 1000 > found.validTo.getTime()) {
    throw invalid('the certificate is not within its validity period')
  }
  return found
}

function refusalOf(cause: unknown): Error {
  if (cause instanceof errors.JWTExpired) return new EntraError('client_assertion_expired', { cause })
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === 'aud') return new EntraError('client_assertion_audience', { cause })
    if (cause.claim === 'nbf') return new EntraError('client_assertion_expired', { cause })
    return new EntraError('client_assertion_subject', { cause })
  }
  if (cause instanceof errors.JOSEError) {
    return new EntraError('client_assertion_invalid', { fill: { detail: 'signature or algorithm' }, cause })
  }
  return cause instanceof Error ? cause : new Error('client assertion', { cause })
}
