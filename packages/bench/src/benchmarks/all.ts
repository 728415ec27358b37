import type { Benchmark } from '../harness/benchmark.ts'
import { accessTokenCached, accessTokenCold } from './access-token.ts'
import { auditAppend } from './audit-append.ts'
import { bearer } from './bearer.ts'
import { chain } from './chain.ts'
import { dpopProof } from './dpop-proof.ts'
import { exchangeHit, exchangeSingleFlight } from './exchange.ts'
import { mcpCall } from './mcp-call.ts'
import { replayMemory } from './replay-memory.ts'
import { revocation } from './revocation.ts'
import { stdio } from './stdio.ts'
import { telemetry } from './telemetry.ts'
import { vault } from './vault.ts'

export const benchmarks: readonly Benchmark[] = [
  accessTokenCold('RS256'),
  accessTokenCold('ES256'),
  accessTokenCached('RS256'),
  accessTokenCached('ES256'),
  dpopProof,
  replayMemory,
  bearer,
  mcpCall,
  chain,
  exchangeHit,
  exchangeSingleFlight,
  auditAppend,
  telemetry,
  revocation,
  vault,
  stdio,
]
