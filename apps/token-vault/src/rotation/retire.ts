import { KekUnavailable } from '../kek/keks.ts'
import type { RotationParts } from './rotate.ts'
import { statusOf } from './status.ts'

export interface Retirement {
  kekId: string
  retired: boolean
  /** What became of it, or why it stays. */
  says: string
}

/** Gives up every key-encryption key that has a successor and wraps no row. The others stay, and it is said why. */
export async function retire(parts: Pick<RotationParts, 'store' | 'keks'>): Promise<Retirement[]> {
  const done: Retirement[] = []
  for (const { kekId, rows, current, missing } of await statusOf(parts)) {
    if (current || missing) continue
    if (rows > 0) {
      done.push({ kekId, retired: false, says: `${rows} links still need it; run rotate first` })
      continue
    }
    try {
      done.push({ kekId, retired: true, says: await parts.keks.retire(kekId) })
    } catch (error) {
      if (!(error instanceof KekUnavailable)) throw error
      done.push({ kekId, retired: false, says: error.why })
    }
  }
  return done
}
