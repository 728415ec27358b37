import type { Measured } from './interleave.ts'
import { median, quantile } from './statistics.ts'

export interface Target {
  /** `at least`: the ratio should not be lower; `at most`: not higher. */
  is: 'at least' | 'at most'
  value: number
  stretch?: number
}

/** One line of the table. The first five fields are the contract of `--json`. */
export interface Result {
  name: string
  ours: number
  baseline: number
  /** Of `ours` to `baseline`: the median over the rounds, each taken within its round. */
  ratio: number
  unit:
    | 'operations per CPU second'
    | 'CPU µs per operation'
    | 'wall µs per operation'
    | 'token requests'
    | 'ms'
  /** What `ours` is. */
  measured: string
  /** What `baseline` is. */
  against: string
  /** 10th and 90th percentile of the ratio. */
  spread: readonly [number, number]
  target?: Target
  met?: 'no' | 'yes' | 'stretch'
}

export interface Comparison {
  /** A candidate, and the line's name. */
  ours: string
  /** Another candidate. */
  against: string
  /** `rate`: the higher the better; `time`: the lower the better. */
  as: 'rate' | 'time'
  target?: Target
}

/** Puts two candidates side by side. */
export function compare(measured: Measured, { ours, against, as, target }: Comparison): Result {
  const value = (micros: number) => (as === 'time' ? micros : 1e6 / micros)
  const ourValues = valuesOf(measured, ours).map(value)
  const baseValues = valuesOf(measured, against).map(value)
  const ratios = ourValues.map((ourValue, round) => ourValue / baseValues[round]!)
  return judge({
    name: `${ours} / ${against}`,
    measured: ours,
    against,
    ours: median(ourValues),
    baseline: median(baseValues),
    ratio: median(ratios),
    spread: [quantile(ratios, 0.1), quantile(ratios, 0.9)],
    unit: as === 'time' ? 'CPU µs per operation' : 'operations per CPU second',
    ...(target === undefined ? {} : { target }),
  })
}

/** Says whether the ratio is on the right side of its target. */
export function judge(result: Omit<Result, 'met'>): Result {
  const { ratio, target } = result
  if (target === undefined) return result
  const reaches = (goal: number) => (target.is === 'at least' ? ratio >= goal : ratio <= goal)
  if (!reaches(target.value)) return { ...result, met: 'no' }
  return { ...result, met: target.stretch !== undefined && reaches(target.stretch) ? 'stretch' : 'yes' }
}

function valuesOf(measured: Measured, name: string): readonly number[] {
  const values = measured.get(name)
  if (values === undefined) throw new Error(`no candidate ${name}`)
  return values
}
