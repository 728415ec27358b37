import type { Benchmark } from '../harness/benchmark.ts'
import { interleave } from '../harness/interleave.ts'
import { compare, type Target } from '../harness/result.ts'
import { withServers } from '../http/candidates.ts'
import { call2025, call2026, post } from '../http/requests.ts'
import { createIssuer } from '../issuer.ts'
import { createProver } from '../proofs.ts'

const TOKENS = 100

const OURS_2025 = 'tools/call, bearer, 2025-11-25'
const OURS_2026 = 'tools/call, bearer, 2026-07-28'
const UNAUDITED = 'tools/call, bearer, 2025-11-25, no audit'
const OURS_DPOP = 'tools/call, DPoP, 2025-11-25'
const LIMIT = 'Fastify route, cached token (limit)'
const SDK_EXAMPLE = 'MCP SDK v1, its Express example'
const FASTMCP = 'fastmcp'
const JOSE_DPOP = 'Fastify route, jose for token and proof'

/** Authenticated `tools/call` over HTTP: server CPU per request. The tool does nothing, so all of it is overhead. */
export const mcpCall: Benchmark = {
  name: 'mcp-call',
  over: 'network',
  async run(effort) {
    const issuer = createIssuer('RS256')
    const prover = createProver()
    const tokens = await Promise.all(Array.from({ length: TOKENS }, () => issuer.token()))
    const bound = await Promise.all(tokens.map(() => issuer.token({ cnf: { jkt: prover.jkt } })))
    const bearer = (url: string) => post(url, call2025, { tokens })
    const proven = (url: string) => post(url, call2025, { tokens: bound, prover })
    const measured = await withServers(
      issuer,
      [
        { name: OURS_2025, server: 'mcp-kit', request: bearer },
        { name: OURS_2026, server: 'mcp-kit', request: (url) => post(url, call2026, { tokens }) },
        { name: UNAUDITED, server: 'mcp-kit-unaudited', request: bearer },
        { name: OURS_DPOP, server: 'mcp-kit-dpop', request: proven },
        { name: LIMIT, server: 'bare-route', request: bearer },
        { name: SDK_EXAMPLE, server: 'sdk-example', request: bearer },
        { name: FASTMCP, server: 'fastmcp', request: bearer },
        { name: JOSE_DPOP, server: 'bare-route-with-jose', request: proven },
      ],
      (candidates) => interleave(candidates, effort),
    )
    const line = (ours: string, against: string, value?: number, stretch?: number) => {
      if (value === undefined) return compare(measured, { ours, against, as: 'rate' })
      const target: Target = { is: 'at least', value, ...(stretch !== undefined && { stretch }) }
      return compare(measured, { ours, against, as: 'rate', target })
    }
    return [
      line(OURS_2025, LIMIT, 0.42, 0.75),
      line(OURS_2026, LIMIT, 0.33, 0.75),
      line(UNAUDITED, LIMIT),
      line(OURS_2025, SDK_EXAMPLE, 8, 14),
      line(OURS_2025, FASTMCP, 5, 9),
      line(OURS_DPOP, JOSE_DPOP, 1, 2.5),
      line(OURS_DPOP, LIMIT),
    ]
  },
}
