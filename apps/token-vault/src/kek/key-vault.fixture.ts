import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomUUID,
} from 'node:crypto'
import type { CryptographyClientOptions } from '@azure/keyvault-keys'
import Fastify from 'fastify'
import type { AzureCredential } from './application-credential.ts'

export const VAULT_URL = 'https://contoso.vault.azure.net'
const TOKEN = 'token-for-key-vault'
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }

type HttpClient = NonNullable<CryptographyClientOptions['httpClient']>
type Answer = Awaited<ReturnType<HttpClient['sendRequest']>>
interface VersionRoute {
  Params: { version: string }
  Body: { alg: string; value: string }
}

/**
 * Azure Key Vault's HTTP API for keys, as far as the vault uses it: challenge, versions one to a page, wrap and
 * unwrap by real RSA keys. Reached under its real name, so that the SDK's own checks of that name stay on.
 */
export function createKeyVaultDouble(keyName: string) {
  const versions: { id: string; enabled: boolean; key: ReturnType<typeof rsa>; created: number }[] = []
  const calls: string[] = []
  const scopes: string[] = []
  const bodiesWithoutToken: unknown[] = []
  let failure: number | undefined
  const kid = (id: string) => `${VAULT_URL}/keys/${keyName}/${id}`
  const find = (id: string) => versions.find((version) => version.id === id)
  const attributes = ({ enabled, created }: (typeof versions)[number]) => ({
    enabled,
    created,
    updated: created,
  })

  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => {
    calls.push(`${request.method} ${request.url.split('?')[0]}`)
    if (failure !== undefined)
      return reply.code(failure).send({ error: { code: 'Failure', message: 'as told' } })
    if (request.headers.authorization === `Bearer ${TOKEN}`) return undefined
    const challenge =
      'Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"'
    return reply.code(401).header('www-authenticate', challenge).send()
  })
  app.get<{ Querystring: { page?: string } }>(`/keys/${keyName}/versions`, async ({ query }) => {
    const page = Number(query.page ?? 0)
    const more = page + 1 < versions.length
    // Key Vault promises no order.
    const value = versions.toReversed().slice(page, page + 1)
    return {
      value: value.map((version) => ({ kid: kid(version.id), attributes: attributes(version) })),
      nextLink: more ? `${VAULT_URL}/keys/${keyName}/versions?api-version=7.5&page=${page + 1}` : null,
    }
  })
  app.get<VersionRoute>(`/keys/${keyName}/:version`, async ({ params }, reply) => {
    const found = find(params.version)
    if (found === undefined)
      return reply.code(404).send({ error: { code: 'KeyNotFound', message: 'not found' } })
    const { n, e } = createPublicKey(found.key.publicKey).export({ format: 'jwk' })
    const key = { kid: kid(found.id), kty: 'RSA', key_ops: ['wrapKey', 'unwrapKey'], n, e }
    return { key, attributes: attributes(found) }
  })
  for (const operation of ['wrapkey', 'unwrapkey'] as const) {
    app.post<VersionRoute>(`/keys/${keyName}/:version/${operation}`, async ({ params, body }, reply) => {
      const found = find(params.version)
      if (found === undefined)
        return reply.code(404).send({ error: { code: 'KeyNotFound', message: 'not found' } })
      if (!found.enabled) return reply.code(403).send({ error: { code: 'Forbidden', message: 'disabled' } })
      const bad = { error: { code: 'BadParameter', message: 'as Key Vault says it' } }
      if (body.alg !== 'RSA-OAEP-256') return reply.code(400).send(bad)
      const value = Buffer.from(body.value, 'base64url')
      try {
        const result =
          operation === 'wrapkey'
            ? publicEncrypt({ key: found.key.publicKey, ...OAEP }, value)
            : privateDecrypt({ key: found.key.privateKey, ...OAEP }, value)
        return { kid: kid(found.id), value: result.toString('base64url') }
      } catch {
        return reply.code(400).send(bad)
      }
    })
  }

  const httpClient: HttpClient = {
    async sendRequest(request): Promise<Answer> {
      const { pathname, search, origin } = new URL(request.url)
      if (origin !== VAULT_URL) throw new Error(`${origin} is not Key Vault`)
      const headers = request.headers.toJSON()
      const payload = request.body as string | undefined
      if (headers['authorization'] === undefined && payload) bodiesWithoutToken.push(payload)
      const answer = await app.inject({
        method: request.method as 'GET' | 'POST',
        url: `${pathname}${search}`,
        headers,
        ...(payload ? { payload } : {}),
      })
      const Headers = request.headers.constructor as new (raw: object) => typeof request.headers
      return {
        request,
        status: answer.statusCode,
        headers: new Headers(answer.headers),
        bodyAsText: answer.body,
      }
    },
  }
  const credential: AzureCredential = {
    async getToken(scope) {
      scopes.push(...[scope].flat())
      return { token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  }

  return {
    httpClient,
    credential,
    calls,
    scopes,
    bodiesWithoutToken,
    /** @returns its id */
    addVersion(): string {
      const id = randomUUID().replaceAll('-', '')
      versions.push({ id, enabled: true, key: rsa(), created: 1_760_000_000 + versions.length })
      return id
    },
    disable(id: string): void {
      const version = find(id)
      if (version !== undefined) version.enabled = false
    },
    /** Every answer from now on. */
    fail(status: number): void {
      failure = status
    },
  }
}

function rsa() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}
