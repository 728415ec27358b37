import type { Cell } from './cell.ts'
import type { Corridor } from './corridor.ts'
import type { DrawnArrow } from './drawing.ts'
import type { Lanes } from './lanes.ts'
import { LANE, rowAt, type Measures } from './measures.ts'

/** Along the chain, and beside it: 0 is the first column, and the side of the first row towards the identity provider. */
export type Spot = readonly [along: number, beside: number]

export interface Ground {
  cells: ReadonlyMap<string, Cell>
  /** Where each column begins. */
  starts: readonly number[]
  lanes: Lanes
  measures: Measures
  /** The far side of the last row. */
  bottom: number
}

export interface Way {
  points: readonly Spot[]
  label: Spot
}

/**
 * The way of an arrow through its corridor, from its tail to its head.
 * @param size of its label: along the chain, and beside it
 */
export function routeOf(arrow: DrawnArrow, corridor: Corridor, size: Spot, ground: Ground): Way {
  switch (corridor.way) {
    case 'straight':
      return straight(arrow, size, ground)
    case 'upright':
      return upright(arrow, corridor, ground)
    case 'around':
      return around(arrow, corridor, ground)
    case 'gap':
      return throughGap(arrow, corridor.gap, ground)
    case 'under':
      return under(arrow, ground)
  }
}

/** Forth in the middle, its label before it; back below, its label behind it. */
function straight({ from, to }: DrawnArrow, [, size]: Spot, ground: Ground): Way {
  const [source, target] = [cellOf(from, ground), cellOf(to, ground)]
  const forth = target.along > source.along
  const [start, end] = forth
    ? [endOf(source, ground), startOf(target, ground)]
    : [startOf(source, ground), endOf(target, ground)]
  const beside = middleOf(source, ground) + (forth ? 0 : 14)
  return {
    points: [
      [start, beside],
      [end, beside],
    ],
    label: [(start + end) / 2, beside + (size / 2 + 6) * (forth ? -1 : 1)],
  }
}

function upright(arrow: DrawnArrow, corridor: Corridor & { way: 'upright' }, ground: Ground): Way {
  const { lanes, measures } = ground
  const cell = cellOf(corridor.party, ground)
  const [lane, all] = [lanes.of(arrow), lanes.count(corridor)]
  const apart = measures.along / (all + 1)
  // Across, names are longer than their arrows are apart: one stands above the other.
  const stacked = all > 1 && measures.along > measures.beside
  const high = stacked ? (lane % 2 === 0 ? 0.34 : 0.66) : 0.5
  const along = startOf(cell, ground) + apart * (lane + 1)
  return outward(arrow, corridor.party, {
    points: [
      [along, 0],
      [along, -measures.space],
    ],
    label: [along, -measures.space * high],
  })
}

function around(arrow: DrawnArrow, corridor: Corridor & { way: 'around' }, ground: Ground): Way {
  const { measures } = ground
  const cell = cellOf(corridor.party, ground)
  const after = cell.along === corridor.gap
  const face = after ? endOf(cell, ground) : startOf(cell, ground)
  // From the gap's end, next to whoever goes around.
  const lane = laneAt(arrow, corridor.gap, ground)
  const beside = rowAt(cell.row, measures) + measures.beside * 0.2
  return outward(arrow, corridor.party, {
    points: [
      [face, beside],
      [lane, beside],
      [lane, -measures.space],
    ],
    label: [lane, -measures.space * (ground.lanes.of(arrow) % 2 === 0 ? 0.22 : 0.78)],
  })
}

function throughGap(arrow: DrawnArrow, gap: number, ground: Ground): Way {
  const [source, target] = [cellOf(arrow.from, ground), cellOf(arrow.to, ground)]
  const forth = target.along > source.along
  const lane = laneAt(arrow, gap, ground)
  // Each leaves and enters by a place of its own on the face.
  const slip = (rows: number) => Math.max(-20, Math.min(20, 10 * rows))
  const leaves = middleOf(source, ground) + slip(target.row - source.row)
  const enters =
    middleOf(target, ground) + (target.along === source.along + 1 ? 0 : slip(source.row - target.row))
  const [tail, head] = forth
    ? [endOf(source, ground), startOf(target, ground)]
    : [startOf(source, ground), endOf(target, ground)]
  return {
    points: [
      [tail, leaves],
      [lane, leaves],
      [lane, enters],
      [head, enters],
    ],
    label: [lane, leaves + (target.row > source.row ? 24 : -24)],
  }
}

function under(arrow: DrawnArrow, ground: Ground): Way {
  const { measures, bottom, lanes } = ground
  const [source, target] = [cellOf(arrow.from, ground), cellOf(arrow.to, ground)]
  const beside = bottom + 18 + LANE * lanes.of(arrow)
  const tail = startOf(source, ground) + measures.along * 0.7
  const head = startOf(target, ground) + measures.along * 0.4
  const far = (cell: Cell) => rowAt(cell.row, measures) + measures.beside
  return {
    points: [
      [tail, far(source)],
      [tail, beside],
      [head, beside],
      [head, far(target)],
    ],
    label: [head + (head > tail ? -18 : 18), beside],
  }
}

/** Drawn from the party outwards; of what the identity provider sends, the head is at the party. */
const outward = ({ to }: DrawnArrow, party: string, { points, label }: Way): Way => ({
  points: to === party ? points.toReversed() : points,
  label,
})

function laneAt(arrow: DrawnArrow, gap: number, { starts, measures, lanes }: Ground): number {
  return starts[gap]! + measures.along + 12 + LANE * lanes.of(arrow)
}

const cellOf = (id: string, { cells }: Ground): Cell => cells.get(id)!
const startOf = ({ along }: Cell, { starts }: Ground): number => starts[along]!
const endOf = (cell: Cell, ground: Ground): number => startOf(cell, ground) + ground.measures.along
const middleOf = ({ row }: Cell, { measures }: Ground): number => rowAt(row, measures) + measures.beside / 2
