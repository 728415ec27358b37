/** An MCP server with one tool, and with whatever mistake it is given: the rest of it does what an MCP server does. */
import { startWeakServer, type WeakRequest, type WeakServer } from './weak-server.ts'

type ToolRun = (
  tool: { name: string; input: Record<string, unknown> },
  request: WeakRequest,
  log: (line: string) => void,
) => Promise<string> | string

/** @param run answers `tools/call` with text; what it throws is a 401 */
export function startWeakMcpServer(run: ToolRun): Promise<WeakServer> {
  return startWeakServer(async (request, log) => {
    const { id, params } = request.body as { id?: unknown; params?: { name?: string; arguments?: object } }
    const tool = { name: params?.name ?? '', input: { ...params?.arguments } }
    const text = await run(tool, request, log)
    return { status: 200, body: { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } } }
  })
}
