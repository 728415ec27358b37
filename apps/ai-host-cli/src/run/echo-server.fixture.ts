/**
 * An MCP server behind the handshake whose tool says what it was told, as the how-manieth call, and under which token.
 * Arguments: the issuer's origin; `--plain` to serve without a handshake, `--exit N` to end so, `--deaf` to signals and
 * to the end of its input.
 */
import { entraV2, remoteKeys, verifyAccessToken } from '@chain-of-trust/auth-core'
import { localRegistration, registrations } from '@chain-of-trust/service-kit/registrations'
import { acceptHandshake, HandshakeError } from '@chain-of-trust/stdio-handshake/server'
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'

const [origin] = process.argv.slice(2)
const issuer = `${origin}/v2.0`
const { appId, identifierUris } = localRegistration('mcp-workspace')
let accepted = 0
let calls = 0

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at === -1 ? undefined : process.argv[at + 1]
}

async function open() {
  if (process.argv.includes('--plain')) return { messages: process.stdin, output: process.stdout }
  const keys = remoteKeys(`${origin}/keys`)
  const accepts = entraV2({
    issuer,
    tenants: [registrations().tenant.id],
    audience: appId,
    clients: [localRegistration('ai-host-cli').appId],
  })
  return acceptHandshake({
    input: process.stdin,
    output: process.stdout,
    hello: { resource: identifierUris[0]!, issuer, scopes: ['Workspace.Read'] },
    verify: (token) => verifyAccessToken(token, accepts, keys),
    senderConstraint: 'dpop',
    timeout: 10,
    maxAge: 600,
    onEvent: ({ event, outcome }) => {
      if (event === 'token_accepted' && outcome === 'success') accepted++
    },
  })
}

function createServer(): McpServer {
  const server = new McpServer({ name: 'echo', version: '0.1.0' })
  server.registerTool(
    'echo',
    { description: 'Says it again', inputSchema: z.object({ text: z.string() }) },
    ({ text }) => ({
      content: [{ type: 'text', text }],
      structuredContent: { call: calls++, accepted },
    }),
  )
  return server
}

try {
  const { messages, output } = await open()
  // The SDK waits for room with one listener for each answer.
  output.setMaxListeners(0)
  serveStdio(createServer, { transport: new StdioServerTransport(messages, output) })
  process.exitCode = Number(argument('--exit') ?? 0)
  if (process.argv.includes('--deaf')) {
    process.on('SIGTERM', () => {})
    setInterval(() => {}, 60_000)
  }
} catch (error) {
  if (!(error instanceof HandshakeError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
}
