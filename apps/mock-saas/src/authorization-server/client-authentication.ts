import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { AuthorizationServer } from './authorization-server.ts'
import type { Client } from './clients.ts'
import { OAuthError } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/**
 * Who sends this request? `client_secret_basic` or `client_secret_post`, not both (RFC 6749 §2.3).
 * @throws OAuthError `invalid_client`, `invalid_request`
 */
export function authenticateClient(
  { clients }: Pick<AuthorizationServer, 'clients'>,
  request: FastifyRequest,
  parameters: Parameters,
): Client {
  const { id, secret } = credentialsOf(request.headers.authorization, parameters)
  const client = clients.find(id)
  const known = clients.secretDigest()
  if (known === undefined) {
    const remedy =
      'npm start makes the secret and this file; the file holds the SHA-256 of the secret, hexadecimal'
    request.log.error({ file: clients.file }, `no client secret is registered: ${remedy}`)
  }
  const given = createHash('sha256').update(secret).digest()
  if (client === undefined || known === undefined || !timingSafeEqual(given, known)) {
    throw new OAuthError('invalid_client', 'the client is unknown, or its secret is wrong')
  }
  return client
}

function credentialsOf(
  authorization: string | undefined,
  parameters: Parameters,
): { id: string; secret: string } {
  const { client_id: id, client_secret: secret } = parameters
  if (authorization === undefined) {
    if (id === undefined || secret === undefined) {
      throw new OAuthError('invalid_client', 'client_id and client_secret are missing')
    }
    return { id, secret }
  }
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1] ?? ''
  const [, name, password] = /^([^:]+):(.+)$/.exec(Buffer.from(basic, 'base64').toString()) ?? []
  if (name === undefined || password === undefined) {
    throw new OAuthError('invalid_client', 'the Authorization header is not Basic with client id and secret')
  }
  const credentials = { id: formDecode(name), secret: formDecode(password) }
  if (secret !== undefined || (id !== undefined && id !== credentials.id)) {
    throw new OAuthError('invalid_request', 'the client must prove who it is in one way only')
  }
  return credentials
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function formDecode(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? ''
}
