import type { AttackResult, PairResult, RunLine } from './wire.ts'

export interface LabState {
  attacks: Readonly<Record<string, AttackResult>>
  pairs: Readonly<Record<string, PairResult>>
  /** Absent: nothing runs. */
  run?: { total: number; done: number; id?: string } | undefined
  /** Why the last run broke off. */
  broken?: string | undefined
}

export const EMPTY: LabState = { attacks: {}, pairs: {} }

export function afterLine(state: LabState, line: RunLine): LabState {
  const run = state.run ?? { total: 0, done: 0 }
  switch (line.type) {
    case 'started':
      return { ...state, run: { total: line.total, done: 0 }, broken: undefined }
    case 'running':
      return { ...state, run: { ...run, id: line.id } }
    case 'attack':
      return {
        ...state,
        attacks: { ...state.attacks, [line.result.id]: line.result },
        run: { ...run, done: run.done + 1 },
      }
    case 'pair':
      return {
        ...state,
        pairs: { ...state.pairs, [line.result.id]: line.result },
        run: { ...run, done: run.done + 1 },
      }
    case 'failed':
      return { ...state, broken: line.message }
    case 'ended':
      return { ...state, run: undefined }
  }
}

/** In one sentence, for somebody who listens. */
export function summaryOf({ attacks, pairs }: LabState): string {
  const all = Object.values(attacks)
  const refused = all.filter((result) => result.refused).length
  const both = Object.values(pairs)
  const held = both.filter((result) => result.exploited && result.refused).length
  const parts = [
    ...(all.length > 0 ? [`${refused} of ${all.length} attacks refused`] : []),
    ...(both.length > 0 ? [`${held} of ${both.length} pairs as they should be`] : []),
  ]
  return parts.length === 0 ? 'Nothing has been run yet.' : `${parts.join('; ')}.`
}
