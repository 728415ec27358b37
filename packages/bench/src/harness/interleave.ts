/** One of the things that are compared. */
export interface Candidate {
  name: string
  /** Does the operation `count` times. */
  run: (count: number) => void | Promise<void>
  /** CPU time in µs, user and system, of whatever does the work; default: this process with all its threads. */
  cpu?: () => number | Promise<number>
  /** Operations at the least in a slice, where one takes longer than a slice lasts. */
  least?: number
}

/** How long to look. */
export interface Effort {
  rounds: number
  /** Milliseconds that one candidate runs in one round. */
  slice: number
  /** Milliseconds of warm-up for each candidate: the compiler and the caches. */
  warmUp: number
  /** Only whether it works. */
  quick?: boolean
}

/** CPU µs per operation, by candidate; the values at one index were measured in one round. */
export type Measured = ReadonlyMap<string, readonly number[]>

/**
 * Runs all candidates in turn, one slice each a round, in an order shuffled anew for each round: what
 * disturbs the machine for a while disturbs all of them. Compare values of the same round.
 */
export async function interleave(
  candidates: readonly Candidate[],
  { rounds, slice, warmUp }: Effort,
): Promise<Measured> {
  const counts = new Map<Candidate, number>()
  for (const candidate of candidates) counts.set(candidate, await calibrate(candidate, slice, warmUp))
  const measured = new Map(candidates.map(({ name }) => [name, [] as number[]]))
  if (measured.size < candidates.length) throw new Error('two candidates of one name')
  for (let round = 0; round < rounds; round++) {
    for (const candidate of shuffled(candidates)) {
      measured.get(candidate.name)!.push(await cost(candidate, counts.get(candidate)!))
    }
  }
  return measured
}

/** Warms the candidate up and finds how many operations fill a slice. */
async function calibrate(candidate: Candidate, slice: number, warmUp: number): Promise<number> {
  const least = candidate.least ?? 1
  const end = performance.now() + warmUp
  let count = least
  for (;;) {
    const start = performance.now()
    await candidate.run(count)
    const took = performance.now() - start
    const fitting = Math.max(least, Math.round((count * slice) / Math.max(took, 0.01)))
    if (performance.now() >= end && took >= slice / 2) return fitting
    // Cautiously: the first, cold operation says little about the others.
    count = Math.min(fitting, count * 4)
  }
}

async function cost({ run, cpu = ownCpu }: Candidate, count: number): Promise<number> {
  const before = await cpu()
  await run(count)
  return ((await cpu()) - before) / count
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    ;[result[last], result[other]] = [result[other]!, result[last]!]
  }
  return result
}
