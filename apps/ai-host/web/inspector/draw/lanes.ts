import type { Cell } from './cell.ts'
import type { Corridor } from './corridor.ts'
import type { DrawnArrow } from './drawing.ts'

export interface Way {
  arrow: DrawnArrow
  corridor: Corridor
}

/** Which of the lanes of its corridor an arrow has, and how many there are. */
export interface Lanes {
  of(arrow: DrawnArrow): number
  count(corridor: Corridor): number
}

/** Arrows of one corridor run beside each other, each in a lane of its own. */
export function lanesOf(ways: readonly Way[], cells: ReadonlyMap<string, Cell>): Lanes {
  const corridors = Map.groupBy(ways, ({ corridor }) => keyOf(corridor))
  const numbers = new Map<string, number>()
  for (const ways of corridors.values()) {
    const order = ways.toSorted((a, b) => turn(a, cells) - turn(b, cells))
    order.forEach(({ arrow }, index) => numbers.set(arrow.id, index))
  }
  return {
    of: ({ id }) => numbers.get(id) ?? 0,
    count: (corridor) => corridors.get(keyOf(corridor))?.length ?? 0,
  }
}

/** Who goes furthest turns first on the way out and last on the way back: so none crosses another’s turn. */
function turn({ arrow, corridor }: Way, cells: ReadonlyMap<string, Cell>): number {
  if (corridor.way !== 'gap' && corridor.way !== 'around') return 0
  const far = Math.max(...[arrow.from, arrow.to].map((id) => cells.get(id)?.row ?? 0))
  if (corridor.way === 'gap') return -far
  return cells.get(corridor.party)?.along === corridor.gap ? 100 + far : 50 - far
}

function keyOf(corridor: Corridor): string {
  if (corridor.way === 'upright') return `upright ${corridor.party}`
  return corridor.way === 'gap' || corridor.way === 'around' ? `gap ${corridor.gap}` : corridor.way
}
