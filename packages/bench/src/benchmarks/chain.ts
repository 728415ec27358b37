import type { Benchmark } from '../harness/benchmark.ts'
import { interleave } from '../harness/interleave.ts'
import { compare } from '../harness/result.ts'
import { withServers } from '../http/candidates.ts'
import { call2025, post } from '../http/requests.ts'
import { createIssuer } from '../issuer.ts'
import { createProver } from '../proofs.ts'

const OURS = 'the whole chain, warm'
const OPEN = 'the same hops, nothing authenticated'

/** Host → agent → MCP server → resource: three tokens, three proofs, four audit records. */
export const chain: Benchmark = {
  name: 'chain',
  over: 'network',
  async run(effort) {
    const issuer = createIssuer('RS256')
    const prover = createProver()
    const tokens = await Promise.all(
      Array.from({ length: 100 }, () => issuer.token({ cnf: { jkt: prover.jkt } })),
    )
    const measured = await withServers(
      issuer,
      [
        { name: OURS, server: 'chain', request: (url) => post(url, call2025, { tokens, prover }) },
        { name: OPEN, server: 'open-chain', request: (url) => post(url, call2025) },
      ],
      (candidates) => interleave(candidates, effort),
    )
    return [
      compare(measured, {
        ours: OURS,
        against: OPEN,
        as: 'time',
        target: { is: 'at most', value: 4, stretch: 2.5 },
      }),
    ]
  },
}
