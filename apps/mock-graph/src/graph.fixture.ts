import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { openSecurityEvents } from '@chain-of-trust/service-kit'
import { createTestIssuer, type TestTransmitter, type TokenRequest } from '@chain-of-trust/testkit'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { personByMail } from './directory.ts'

export const AUDIENCE = 'a1b00000-0000-4000-8000-000000004491'
export const MCP_SHAREPOINT = 'a1b00000-0000-4000-8000-000000004411'
export const ALL_SCOPES = 'Files.Read Files.Share Files.Delete'
export const ORIGIN = 'http://localhost:4491'

/**
 * For tests: the real app with a test issuer, called as a client would, proofs and nonces included.
 * @param transmitter whose security events it hears; absent: none are sent
 */
export async function startGraph(environment: Record<string, string> = {}, transmitter?: TestTransmitter) {
  const issuer = await createTestIssuer()
  const key = await createDpopKey()
  const audit = memoryAuditLog('mock-graph')
  const config = readConfig({ LOG_LEVEL: 'silent', LIBRARY_FILE: ':memory:', ...environment })
  const keys = issuer.keys
  const events =
    transmitter &&
    openSecurityEvents('mock-graph', config, { keys, audit, fetchFor: () => transmitter.fetch })
  const app = await buildApp(config, { keys, audit, events })

  const send = dpopFetch(key, {
    async fetch(url, init = {}) {
      const response = await app.inject({
        method: (init.method ?? 'GET') as 'GET',
        url: url.slice(ORIGIN.length),
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(typeof init.body === 'string' ? { payload: init.body } : {}),
      })
      const headers = Object.entries(response.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ])
      return new Response(response.statusCode === 204 ? null : response.body, {
        status: response.statusCode,
        headers,
      })
    },
  })

  /** Presents a token of one's own making. */
  const call = (accessToken: string, path: string, init: RequestInit = {}) =>
    send(`${ORIGIN}/v1.0${path}`, { ...init, accessToken })

  const token = (request: Partial<TokenRequest> = {}) =>
    issuer.token({ audience: AUDIENCE, scp: ALL_SCOPES, azp: MCP_SHAREPOINT, jkt: key.jkt, ...request })

  /** Calls as a person of the directory, with every scope unless told otherwise. */
  const as = async (mail: string, path: string, init: RequestInit = {}, scp = ALL_SCOPES) =>
    call(await token({ oid: personByMail(mail)?.oid ?? mail, scp }), path, init)

  return { app, audit, issuer, key, call, token, as }
}

/** The names in a collection. */
export async function namesIn(response: Response): Promise<string[]> {
  const { value } = (await response.json()) as { value: { name: string }[] }
  return value.map(({ name }) => name)
}

/** Graph's error code and message. */
export async function errorOf(response: Response): Promise<{ code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return error
}

export function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export const INVITE_FRANK = json({ recipients: [{ email: 'frank@contoso.example' }], roles: ['read'] })
