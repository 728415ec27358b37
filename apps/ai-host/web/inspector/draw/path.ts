import type { Point } from './layout.ts'

const CORNER = 8
/** Length of an arrow's head, and half its width; its tip keeps clear of the border, which may have a halo. */
const HEAD = { length: 11, half: 5.5, clear: 4 }

/** A line with round corners that ends where its head begins (SVG 2 §9.3). */
export function linePath(points: readonly Point[]): string {
  const line = [...points.slice(0, -1), shortened(points)]
  return line
    .map((point, index) => {
      const [before, after] = [line[index - 1], line[index + 1]]
      if (before === undefined) return `M${point.join(' ')}`
      if (after === undefined) return `L${point.join(' ')}`
      const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2)
      return `L${towards(point, before, radius).join(' ')}Q${point.join(' ')} ${towards(point, after, radius).join(' ')}`
    })
    .join('')
}

/** The head: a triangle that points at the end of the way. */
export function headPath(points: readonly Point[]): string {
  const [tip, base] = [shortened(points, HEAD.clear), shortened(points)]
  const [dx, dy] = [(tip[0] - base[0]) / HEAD.length, (tip[1] - base[1]) / HEAD.length]
  const [one, other] = [HEAD.half, -HEAD.half].map((by) => [base[0] - dy * by, base[1] + dx * by])
  return `M${tip.join(' ')}L${one!.join(' ')}L${other!.join(' ')}Z`
}

const shortened = (points: readonly Point[], by = HEAD.length + HEAD.clear): Point =>
  towards(points.at(-1)!, points.at(-2)!, by)

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1
  return [from[0] + ((to[0] - from[0]) * by) / length, from[1] + ((to[1] - from[1]) * by) / length]
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])
