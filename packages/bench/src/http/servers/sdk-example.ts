import { once } from 'node:events'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Request, Response } from 'express'
import * as z from 'zod'
import { joseAlone } from '../../peers/jose.ts'
import type { StartServer } from './main.ts'

/**
 * The shape of the official SDK's own stateless example (v1, `simpleStatelessStreamableHttp`): Express, a new
 * server and transport for each request; its `requireBearerAuth` in front, with jose.
 */
export const sdkExample: StartServer = async (url, issuer) => {
  const verify = joseAlone(issuer)
  const app = createMcpExpressApp()
  const bearer = requireBearerAuth({
    verifier: {
      async verifyAccessToken(token) {
        const payload = await verify(token)
        const scopes = String(payload['scp']).split(' ')
        return { token, clientId: String(payload['azp']), scopes, expiresAt: payload.exp ?? 0 }
      },
    },
  })
  app.post(url.pathname, bearer, (request, response) => void answer(request, response))
  const server = app.listen(Number(url.port), url.hostname)
  // Longer than the others have their turn: Express would hang up after five seconds.
  server.keepAliveTimeout = 600_000
  await once(server, 'listening')
}

async function answer(request: Request, response: Response): Promise<void> {
  const server = newServer()
  const transport = new StreamableHTTPServerTransport({})
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
  response.on('close', () => {
    void transport.close()
    void server.close()
  })
}

function newServer(): McpServer {
  const server = new McpServer({ name: 'ledger', version: '1.0.0' })
  server.registerTool(
    'read_entry',
    {
      title: 'Read an entry',
      description: 'Reads one entry by its number.',
      inputSchema: { number: z.int() },
      outputSchema: { entry: z.string() },
    },
    ({ number }) => {
      const entry = `entry ${number}`
      return { content: [{ type: 'text', text: entry }], structuredContent: { entry } }
    },
  )
  return server
}
