import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as z from 'zod'
import type { Accounts } from '../accounts/accounts.ts'
import type { Running } from '../caller.ts'
import { parseInput } from '../invalid-request.ts'

const Params = z.object({ server: z.string() })
const Body = z.strictObject({
  /** The provider's. */
  scopes: z.array(z.string().max(100)).min(1).max(20).optional(),
})

export interface AccountsRouteOptions {
  accounts: Accounts
  running: Running
}

/**
 * `/api/accounts`: the person's accounts outside of the tenant. The vault knows them, and shows each person their own; it
 * is asked with their own token. No provider's token comes here.
 */
export function accountsRoute(app: FastifyInstance, { accounts, running }: AccountsRouteOptions): void {
  const config = { scopes: TOKEN_A_ROUTE_SCOPES }

  app.get('/api/accounts', { config }, async (request, reply) => {
    return { accounts: await accounts.list(running.callerOf(request, reply)) }
  })

  app.post('/api/accounts/:server/connect', { config }, async (request, reply) => {
    const { server } = parseInput(Params, request.params)
    const { scopes } = parseInput(Body, request.body ?? {})
    const page = await accounts.connect(running.callerOf(request, reply), server, scopes)
    return page === undefined ? unknown(reply) : reply.code(201).send(page)
  })

  app.delete('/api/accounts/:server', { config }, async (request, reply) => {
    const { server } = parseInput(Params, request.params)
    return (await accounts.disconnect(running.callerOf(request, reply), server)) ?? unknown(reply)
  })
}

function unknown(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'not_found', error_description: 'there is no such account' })
}
