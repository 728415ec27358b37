import { TOKEN_A_ROUTE_SCOPES } from '@chain-of-trust/token-flow'
import type { FastifyInstance } from 'fastify'
import type { ChatModel } from '../agent/model.ts'
import { catalogueOf } from '../catalogue.ts'
import type { McpServer } from '../mcp-servers.ts'

/** `GET /api/catalogue`: the model and the tools, for the host's panels. */
export function catalogueRoute(
  app: FastifyInstance,
  { model, servers }: { model: ChatModel; servers: ReadonlyMap<string, McpServer> },
): void {
  const catalogue = catalogueOf(model, servers.values())
  app.get('/api/catalogue', { config: { scopes: TOKEN_A_ROUTE_SCOPES } }, () => catalogue)
}
