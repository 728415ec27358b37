import type { Direction } from './cell.ts'

/** In CSS pixels, before the drawing is fitted to its box. */
export interface Measures {
  /** Of a party, along the chain. */
  along: number
  /** Of a party, beside the chain. */
  beside: number
  /** Between two along the chain: at least. */
  gap: number
  /** Between two rows. */
  between: number
  /** Between the chain and the identity provider. */
  space: number
  /** Of the identity provider, beside the chain. */
  bar: number
}

export const MEASURES: Record<Direction, Measures> = {
  across: { along: 108, beside: 62, gap: 64, between: 30, space: 84, bar: 40 },
  down: { along: 58, beside: 120, gap: 40, between: 0, space: 88, bar: 78 },
}

/** Between two arrows beside each other. */
export const LANE = 20

/** The side of a row towards the identity provider. */
export function rowAt(row: number, { beside, between }: Measures): number {
  return row * (beside + between)
}
