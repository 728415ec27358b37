/** An MCP server that hands whatever token it is sent on to the resource behind it; the resource does its part. */
import { registration } from '@chain-of-trust/service-kit'
import { jwtVerify } from 'jose'
import { send } from '../../http.ts'
import { BUDGET } from '../weak-documents.ts'
import { startWeakMcpServer } from '../weak-mcp-server.ts'
import { credentialOf, ISSUER, issuerKeys, startWeakServer, type WeakServer } from '../weak-server.ts'

export async function startVulnerable(): Promise<WeakServer> {
  const resource = await startWeakServer(async (request, log) => {
    const audience = registration('mock-graph').appId
    const { payload } = await jwtVerify(credentialOf(request), issuerKeys, { issuer: ISSUER, audience })
    log(`200 ${request.url.pathname} for ${String(payload['oid'])}`)
    return { status: 200, body: BUDGET }
  })
  const server = await startWeakMcpServer(async (_tool, request) => {
    // THE MISTAKE: the token is neither verified nor exchanged. It is somebody else's key, and we open the door with it.
    const authorization = `Bearer ${credentialOf(request)}`
    const { text, accepted } = await send(`${resource.url}/items/${BUDGET.id}`, {
      headers: { authorization },
    })
    if (!accepted) throw new Error('the resource said no')
    return (JSON.parse(text) as typeof BUDGET).text
  })
  return {
    url: server.url,
    lines: resource.lines,
    close: async () => void (await Promise.all([server.close(), resource.close()])),
  }
}
