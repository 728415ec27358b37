import type { RotationParts } from './rotate.ts'

export interface KekStatus {
  kekId: string
  /** Wrapped by it. */
  rows: number
  /** New data keys are wrapped by it. */
  current: boolean
  /** Rows name it, and it is not there. */
  missing: boolean
}

/** Every key-encryption key that is there or that a row needs, the oldest first. */
export async function statusOf({ store, keks }: Pick<RotationParts, 'store' | 'keks'>): Promise<KekStatus[]> {
  const [known, usage, current] = await Promise.all([keks.list(), store.usage(), keks.current()])
  const rowsOf = new Map(usage.map(({ kekId, rows }) => [kekId, rows]))
  const missing = usage.map(({ kekId }) => kekId).filter((kekId) => !known.includes(kekId))
  return [...missing, ...known].map((kekId) => ({
    kekId,
    rows: rowsOf.get(kekId) ?? 0,
    current: kekId === current,
    missing: missing.includes(kekId),
  }))
}
