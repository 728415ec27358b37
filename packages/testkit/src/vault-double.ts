import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose'
import { freePort } from './free-port.ts'
import type { TestIssuer } from './test-issuer.ts'

/** A link of one person with one server: what the vault would hand out for it. */
export interface LinkDouble {
  provider: string
  token: string
  generation: number
  scopes: readonly string[]
}

export interface VaultDouble {
  url: string
  /** By person: `oid`. */
  links: Map<string, LinkDouble>
  /** What it was asked, with whom the verified token named. */
  requests: { oid: string; azp: string; scopes: unknown; rejected: unknown }[]
  /** Instead of refreshing: called when the caller says that the token of its link was rejected. */
  onRejected: (link: LinkDouble, oid: string) => void
  /** Answers for the next requests, whatever they ask. */
  answers: { status: number; body: unknown; headers?: Record<string, string> }[]
  close(): void
}

/**
 * The token vault's `POST /access-token` over HTTP, without a vault behind it. It verifies Token C and its proof, and
 * chooses by the person that Token C names, and nothing else.
 * @param audience the vault's application id
 */
export async function startVaultDouble(
  issuer: TestIssuer,
  { audience, provider }: { audience: string; provider: string },
): Promise<VaultDouble> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const vault: Omit<VaultDouble, 'close'> = {
    url,
    links: new Map(),
    requests: [],
    onRejected: () => undefined,
    answers: [],
  }

  async function holder({ headers }: IncomingMessage): Promise<{ oid: string; azp: string }> {
    const token = /^DPoP (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    const { payload } = await jwtVerify(token, issuer.keys, { issuer: issuer.issuer, audience })
    const { oid, azp, scp, cnf } = payload as Record<string, unknown> & { oid: string; azp: string }
    const proof = await jwtVerify(String(headers['dpop']), EmbeddedJWK, { typ: 'dpop+jwt' })
    const good =
      scp === 'Vault.Use' &&
      (cnf as { jkt?: string }).jkt === (await calculateJwkThumbprint(proof.protectedHeader.jwk!)) &&
      proof.payload['htu'] === `${url}/access-token` &&
      proof.payload['htm'] === 'POST' &&
      proof.payload['ath'] === createHash('sha256').update(token).digest('base64url')
    if (!good) throw new Error('not a Token C of its holder')
    return { oid, azp }
  }

  async function answer(request: IncomingMessage): Promise<VaultDouble['answers'][number]> {
    const who = await holder(request)
    const body = JSON.parse((await request.toArray()).join('')) as { scopes: string[]; rejected?: number }
    vault.requests.push({ ...who, scopes: body.scopes, rejected: body.rejected })
    const planned = vault.answers.shift()
    if (planned !== undefined) return planned
    const held = vault.links.get(who.oid)
    if (held !== undefined && body.rejected === held.generation) vault.onRejected(held, who.oid)
    const link = vault.links.get(who.oid)
    const missing = body.scopes.filter((scope) => !link?.scopes.includes(scope))
    if (link === undefined || missing.length > 0) {
      return {
        status: 409,
        body: {
          error: 'link_required',
          reason:
            held !== undefined && link === undefined ? 'grant_lost' : link ? 'scopes_missing' : 'not_linked',
          provider,
          provider_name: provider,
          scopes: [...new Set([...(link?.scopes ?? []), ...body.scopes])],
          connect_url: `${url}/connect/${crypto.randomUUID()}`,
          expires_at: new Date(Date.now() + 600_000).toISOString(),
        },
      }
    }
    const { token: access_token, generation, scopes } = link
    const account = { id: '1', name: 'somebody' }
    return {
      status: 200,
      body: {
        access_token,
        token_type: 'Bearer',
        expires_in: 600,
        scopes,
        provider: link.provider,
        account,
        generation,
      },
    }
  }

  const send = (response: ServerResponse, { status, body, headers = {} }: VaultDouble['answers'][number]) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

  const server = createServer((request, response) => {
    answer(request).then(
      (answered) => send(response, answered),
      () => send(response, { status: 401, body: { error: 'invalid_token' } }),
    )
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(vault, { close: () => server.close() })
}
