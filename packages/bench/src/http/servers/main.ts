/** The process of one server: told by its parent what to be, it tells when it listens, and what it has used. */
import type { Facts } from '../../issuer.ts'

/** Starts a server for this address and these tokens. */
export type StartServer = (url: URL, issuer: Facts) => Promise<void>

/** Each loads what it needs and no more: another one's modules would fill its heap. */
const KINDS = {
  'open-route': async () => (await import('./bare-route.ts')).openRoute,
  'bare-route': async () => (await import('./bare-route.ts')).bareRoute,
  'bare-route-with-jose': async () => (await import('./bare-route.ts')).bareRouteWithJose,
  'resource-route': async () => (await import('./resource-route.ts')).resourceRoute({ audit: false }),
  'resource-route-audited': async () => (await import('./resource-route.ts')).resourceRoute({ audit: true }),
  'mcp-kit': async () => (await import('./mcp-kit.ts')).mcpKit({ senderConstraint: 'none', audit: true }),
  'mcp-kit-unaudited': async () =>
    (await import('./mcp-kit.ts')).mcpKit({ senderConstraint: 'none', audit: false }),
  'mcp-kit-dpop': async () =>
    (await import('./mcp-kit.ts')).mcpKit({ senderConstraint: 'dpop', audit: true }),
  'mcp-kit-dpop-traced': async () => {
    const [{ traced }, { mcpKit }] = await Promise.all([import('./traced.ts'), import('./mcp-kit.ts')])
    return traced(mcpKit({ senderConstraint: 'dpop', audit: true }))
  },
  'sdk-example': async () => (await import('./sdk-example.ts')).sdkExample,
  fastmcp: async () => (await import('./fastmcp.ts')).fastmcp,
  chain: async () => (await import('./chain.ts')).authenticatedChain,
  'open-chain': async () => (await import('./chain.ts')).openChain,
} satisfies Record<string, () => Promise<StartServer>>
export type ServerKind = keyof typeof KINDS

process.once('message', (order: Order) => void obey(order))
process.once('disconnect', () => process.exit(0))

interface Order {
  kind: ServerKind
  url: string
  issuer: Facts
}

async function obey({ kind, url, issuer }: Order): Promise<void> {
  const start = await KINDS[kind]()
  await start(new URL(url), issuer)
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send!(user + system)
  })
  process.send!('listening')
}
