import type { Effort } from './interleave.ts'
import type { Result } from './result.ts'

/** A group of candidates that are measured together. */
export interface Benchmark {
  name: string
  /**
   * `network`: requests to servers in processes of their own, which take longer to warm up. `system`: the whole
   * system on its ports; it says itself how often it measures.
   */
  over?: 'network' | 'system'
  run(effort: Effort): Promise<Result[]>
}

const THOROUGH: Effort = { rounds: 15, slice: 60, warmUp: 500 }
const THOROUGH_NETWORK: Effort = { rounds: 9, slice: 400, warmUp: 8000 }
const QUICK: Effort = { rounds: 3, slice: 10, warmUp: 20, quick: true }

/** How long this benchmark is given. */
export function effortFor({ over }: Benchmark, { quick }: { quick: boolean }): Effort {
  if (quick) return QUICK
  return over === 'network' ? THOROUGH_NETWORK : THOROUGH
}
