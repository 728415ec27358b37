import type { DrawnArrow } from './drawing.ts'
import type { Cell } from './cell.ts'

/** The way that an arrow takes. */
export type Corridor =
  /** From face to face, over the gap after the column `gap`. */
  | { way: 'straight'; gap: number }
  /** Between a party of the first row and the identity provider. */
  | { way: 'upright'; party: string }
  /** To the identity provider from a lower row, through the gap after the column `gap`. */
  | { way: 'around'; party: string; gap: number }
  /** To another row, through the gap after the column `gap`. */
  | { way: 'gap'; gap: number }
  /** Past others, along the far side of the chain. */
  | { way: 'under' }

/**
 * Whoever has no cell is the identity provider.
 * @param columns of all cells
 */
export function corridorOf(
  { kind, from, to }: DrawnArrow,
  cells: ReadonlyMap<string, Cell>,
  columns: number,
): Corridor | undefined {
  const [source, target] = [cells.get(from), cells.get(to)]
  if (source === undefined || target === undefined) {
    const party = source === undefined ? to : from
    const cell = source ?? target
    if (cell === undefined) return undefined
    if (cell.row === 0) return { way: 'upright', party }
    // Who checks does so before it hands on; the last column has room on the outer side only.
    const before = kind === 'validation' && cell.along < columns - 1
    return { way: 'around', party, gap: before ? cell.along - 1 : cell.along }
  }
  const step = target.along - source.along
  if (Math.abs(step) !== 1) return { way: 'under' }
  return { way: source.row === target.row ? 'straight' : 'gap', gap: Math.min(source.along, target.along) }
}
