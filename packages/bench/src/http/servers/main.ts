/** The process of one server: told by its parent what to be, it tells when it listens, and what it has used. */
import type { Facts } from '../../issuer.ts'
import { bareRoute, bareRouteWithJose, openRoute } from './bare-route.ts'
import { authenticatedChain, openChain } from './chain.ts'
import { fastmcp } from './fastmcp.ts'
import { mcpKit } from './mcp-kit.ts'
import { resourceRoute } from './resource-route.ts'
import { sdkExample } from './sdk-example.ts'

/** Starts a server for this address and these tokens. */
export type StartServer = (url: URL, issuer: Facts) => Promise<void>

const KINDS = {
  'open-route': openRoute,
  'bare-route': bareRoute,
  'bare-route-with-jose': bareRouteWithJose,
  'resource-route': resourceRoute({ audit: false }),
  'resource-route-audited': resourceRoute({ audit: true }),
  'mcp-kit': mcpKit({ senderConstraint: 'none', audit: true }),
  'mcp-kit-unaudited': mcpKit({ senderConstraint: 'none', audit: false }),
  'mcp-kit-dpop': mcpKit({ senderConstraint: 'dpop', audit: true }),
  'sdk-example': sdkExample,
  fastmcp,
  chain: authenticatedChain,
  'open-chain': openChain,
} satisfies Record<string, StartServer>
export type ServerKind = keyof typeof KINDS

process.once('message', (order: Order) => void obey(order))
process.once('disconnect', () => process.exit(0))

interface Order {
  kind: ServerKind
  url: string
  issuer: Facts
}

async function obey({ kind, url, issuer }: Order): Promise<void> {
  await KINDS[kind](new URL(url), issuer)
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send!(user + system)
  })
  process.send!('listening')
}
