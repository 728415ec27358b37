import { timingSafeEqual } from 'node:crypto'

/** How long it takes says nothing of where two texts differ; it may say that their lengths do. */
export function equalInConstantTime(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
