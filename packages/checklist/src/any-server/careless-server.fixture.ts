/** MCP servers as they should not be: one asks for nothing, and one believes whatever a token says. */
import { startWeakServer, type WeakServer } from '../pairs/weak-server.ts'

/** @param asks whether it wants some token */
export function startCarelessServer({ asks }: { asks: boolean }): Promise<WeakServer> {
  const replay = { status: 200, body: { jsonrpc: '2.0', id: 1, result: { tools: [] } } }
  return startWeakServer(({ url, headers, body }) => {
    if (url.pathname.startsWith('/.well-known')) {
      if (!asks) return { status: 404, body: {} }
      const issuer = 'http://127.0.0.1:9/nowhere'
      return { status: 200, body: { resource: 'http://somewhere.else/mcp', authorization_servers: [issuer] } }
    }
    const token = headers.authorization ?? url.searchParams.get('access_token') ?? ''
    if (asks && token === '') return { status: 401, body: { error: 'invalid_token' } }
    const session = body['method'] === 'initialize' ? { headers: { 'mcp-session-id': 'one' } } : {}
    return { ...replay, ...session }
  })
}
