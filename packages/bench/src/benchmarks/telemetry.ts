import type { Benchmark } from '../harness/benchmark.ts'
import { interleave } from '../harness/interleave.ts'
import { compare } from '../harness/result.ts'
import { withServers } from '../http/candidates.ts'
import { call2025, post } from '../http/requests.ts'
import { createIssuer } from '../issuer.ts'
import { createProver } from '../proofs.ts'

const TRACED = 'tools/call, DPoP, traces and metrics sent'
const PLAIN = 'the same without an endpoint'

/** What a tool call pays for being seen: four spans and their metrics, by OTLP to another process. */
export const telemetry: Benchmark = {
  name: 'telemetry',
  over: 'network',
  async run(effort) {
    const issuer = createIssuer('RS256')
    const prover = createProver()
    const tokens = await Promise.all(
      Array.from({ length: 100 }, () => issuer.token({ cnf: { jkt: prover.jkt } })),
    )
    const request = (url: string) => post(url, call2025, { tokens, prover })
    const measured = await withServers(
      issuer,
      [
        { name: TRACED, server: 'mcp-kit-dpop-traced', request },
        { name: PLAIN, server: 'mcp-kit-dpop', request },
      ],
      (candidates) => interleave(candidates, effort),
    )
    return [compare(measured, { ours: TRACED, against: PLAIN, as: 'time' })]
  },
}
