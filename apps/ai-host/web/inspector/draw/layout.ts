import { cellsOf, type Cell, type Direction } from './cell.ts'
import { corridorOf } from './corridor.ts'
import type { DrawnArrow, Drawing } from './drawing.ts'
import { labelSize } from './label.ts'
import { lanesOf, type Lanes } from './lanes.ts'
import { LANE, MEASURES, rowAt, type Measures } from './measures.ts'
import { routeOf, type Spot } from './route.ts'

export type Point = readonly [x: number, y: number]

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** The way of an arrow, corner by corner, and the middle of its label. */
export interface Route {
  points: readonly Point[]
  label: Point
}

export interface Layout {
  width: number
  height: number
  boxes: ReadonlyMap<string, Box>
  routes: ReadonlyMap<string, Route>
}

/** Who refuses says so below their name. */
const MARGIN = 20

/**
 * Everybody’s place and each arrow’s way, in CSS pixels. The identity provider is a bar beside the whole chain: so the
 * ways to it are straight, and their names stand apart.
 */
export function layoutOf(drawing: Drawing, direction: Direction): Layout {
  const measures = MEASURES[direction]
  const across = direction === 'across'
  const cells = cellsOf(drawing, direction)
  const [columns, rows] = [countOf(cells, 'along'), countOf(cells, 'row')]
  const ways = drawing.arrows.flatMap((arrow) => {
    const corridor = corridorOf(arrow, cells, columns)
    return corridor === undefined ? [] : [{ arrow, corridor }]
  })
  const lanes = lanesOf(ways, cells)
  const sizeOf = (arrow: DrawnArrow): Spot => {
    const { width, height } = labelSize(arrow)
    return across ? [width, height] : [height, width]
  }
  const widest = (gap: number): number =>
    Math.max(
      measures.gap,
      ...ways.flatMap(({ arrow, corridor }) =>
        corridor.way === 'straight' && corridor.gap === gap ? [sizeOf(arrow)[0] + 8] : [],
      ),
    )
  const starts = startsOf({ columns, lanes, measures, widest })
  const bottom = rowAt(rows, measures) - measures.between
  const under = lanes.count({ way: 'under' })
  const depth = bottom + (under === 0 ? 0 : 14 + LANE * under)
  const [length, top] = [starts[columns]!, -measures.space - measures.bar]

  const at = ([along, beside]: Spot): Point =>
    across ? [MARGIN + along, MARGIN + beside - top] : [MARGIN + depth - beside, MARGIN + along]
  const box = (along: number, beside: number, size: number, thick: number): Box => {
    const [[x1, y1], [x2, y2]] = [at([along, beside]), at([along + size, beside + thick])]
    return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
  }
  const boxes = drawing.parties.map(({ id }): [string, Box] => {
    const cell = cells.get(id)
    if (cell === undefined) return [id, box(0, top, length, measures.bar)]
    return [id, box(starts[cell.along]!, rowAt(cell.row, measures), measures.along, measures.beside)]
  })
  const ground = { cells, starts, lanes, measures, bottom }
  const routes = ways.map(({ arrow, corridor }): [string, Route] => {
    const { points, label } = routeOf(arrow, corridor, sizeOf(arrow), ground)
    return [arrow.id, { points: points.map(at), label: at(label) }]
  })
  const [long, wide] = [length + 2 * MARGIN, depth - top + 2 * MARGIN]
  return {
    width: across ? long : wide,
    height: across ? wide : long,
    boxes: new Map(boxes),
    routes: new Map(routes),
  }
}

const countOf = (cells: ReadonlyMap<string, Cell>, of: keyof Cell): number =>
  Math.max(...[...cells.values()].map((cell) => cell[of])) + 1

interface Columns {
  columns: number
  lanes: Lanes
  measures: Measures
  /** What the names in a gap need. */
  widest: (gap: number) => number
}

/** Where each column begins, and where the last one ends with its lanes. */
function startsOf({ columns, lanes, measures: { along }, widest }: Columns): number[] {
  const starts = [0]
  for (let column = 0; column < columns; column += 1) {
    const used = lanes.count({ way: 'gap', gap: column })
    const room = used === 0 ? 0 : 10 + LANE * used
    starts.push(
      starts[column]! + along + (column === columns - 1 ? room : Math.max(widest(column), room + 8)),
    )
  }
  return starts
}
