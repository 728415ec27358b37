import type { Role } from '../record/party.ts'
import type { Drawing } from './drawing.ts'

/** Left to right where there is room, else top to bottom. */
export type Direction = 'across' | 'down'

/** Where a party stands: how far along the chain, and in which row of those who stand there. */
export interface Cell {
  along: number
  row: number
}

const IN_ORDER: readonly (readonly Role[])[] = [
  ['person'],
  ['host'],
  ['orchestrator'],
  ['server'],
  ['resource', 'vault', 'provider'],
]

/**
 * A place for everybody but the identity provider, which stands beside the whole chain. Across, those of one tier stand
 * in rows, the busiest first; down, each has a place of their own.
 */
export function cellsOf({ parties, arrows }: Drawing, direction: Direction): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  const busy = (id: string) => arrows.filter(({ from, to }) => from === id || to === id).length
  let along = 0
  for (const roles of IN_ORDER) {
    const here = roles.flatMap((role) =>
      parties.filter((party) => party.role === role).toSorted((a, b) => busy(b.id) - busy(a.id)),
    )
    if (here.length === 0) continue
    here.forEach(({ id }, index) =>
      cells.set(id, direction === 'across' ? { along, row: index } : { along: along + index, row: 0 }),
    )
    along += direction === 'across' ? 1 : here.length
  }
  return cells
}
