import { hash } from 'node:crypto'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { joseAlone } from '../../peers/jose.ts'
import { joseDpop } from '../../peers/jose-dpop.ts'
import type { StartServer } from './main.ts'

/** The reply of an MCP server to `read_entry`, from a route that knows nothing of MCP. */
export function replyTo({ body }: FastifyRequest): object {
  const { id, params } = body as { id: number; params: { arguments: { number: number } } }
  const entry = `entry ${params.arguments.number}`
  return {
    jsonrpc: '2.0',
    id,
    result: { content: [{ type: 'text', text: entry }], structuredContent: { entry } },
  }
}

/** No authentication at all. */
export const openRoute: StartServer = async (url) => {
  const app = Fastify()
  app.post(url.pathname, (request) => replyTo(request))
  await app.listen({ host: url.hostname, port: Number(url.port) })
}

/** The limit: the least that a route with tokens can do, each of them verified once. */
export const bareRoute: StartServer = async (url, issuer) => {
  const verify = joseAlone(issuer)
  const verified = new Map<string, { exp: number }>()
  const app = Fastify()
  app.addHook('onRequest', (request, reply, done) => {
    const token = tokenOf(request)
    const key = hash('sha256', token, 'base64url')
    const known = verified.get(key)
    if (known !== undefined && known.exp > Date.now() / 1000) done()
    else void admit(token, key, reply, done)
  })
  const admit = async (token: string, key: string, reply: FastifyReply, done: () => void) => {
    try {
      const { exp = 0 } = await verify(token)
      verified.set(key, { exp })
    } catch {
      return refuse(reply)
    }
    done()
  }
  app.post(url.pathname, (request) => replyTo(request))
  await app.listen({ host: url.hostname, port: Number(url.port) })
}

/** jose for the token and for the proof, each time, as one writes it down first. */
export const bareRouteWithJose: StartServer = async (url, issuer) => {
  const verify = joseAlone(issuer)
  const seen = new Set<string>()
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => {
    const token = tokenOf(request)
    const proof = String(request.headers['dpop'])
    try {
      const { cnf } = (await verify(token)) as { cnf?: { jkt?: string } }
      if ((await joseDpop(proof, token)) !== cnf?.jkt || seen.has(proof)) throw new Error('refused')
      seen.add(proof)
    } catch {
      refuse(reply)
    }
  })
  app.post(url.pathname, (request) => replyTo(request))
  await app.listen({ host: url.hostname, port: Number(url.port) })
}

function tokenOf({ headers }: FastifyRequest): string {
  return headers.authorization?.split(' ')[1] ?? ''
}

function refuse(reply: FastifyReply): void {
  void reply.code(401).send({ error: 'invalid_token' })
}
