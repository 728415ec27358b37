import type { Benchmark } from '../harness/benchmark.ts'
import { interleave } from '../harness/interleave.ts'
import { compare } from '../harness/result.ts'
import { withServers } from '../http/candidates.ts'
import { call2025, post } from '../http/requests.ts'
import { createIssuer } from '../issuer.ts'

const OURS = 'bearer authentication, warm'
const AUDITED = 'bearer authentication, warm, with its audit record'
const OPEN = 'the bare route without it'
const LIMIT = 'the bare route with cached tokens'

/** What a route pays for auth-core's gate. */
export const bearer: Benchmark = {
  name: 'bearer',
  over: 'network',
  async run(effort) {
    const issuer = createIssuer('RS256')
    const tokens = await Promise.all(Array.from({ length: 100 }, () => issuer.token()))
    const request = (url: string) => post(url, call2025, { tokens })
    const measured = await withServers(
      issuer,
      [
        { name: OURS, server: 'resource-route', request },
        { name: AUDITED, server: 'resource-route-audited', request },
        { name: OPEN, server: 'open-route', request },
        { name: LIMIT, server: 'bare-route', request },
      ],
      (candidates) => interleave(candidates, effort),
    )
    return [
      compare(measured, { ours: OURS, against: OPEN, as: 'time', target: { is: 'at most', value: 1.15 } }),
      compare(measured, { ours: AUDITED, against: OPEN, as: 'time' }),
      compare(measured, { ours: OURS, against: LIMIT, as: 'time' }),
    ]
  },
}
