import { EdgeLabelRenderer, type Edge, type EdgeProps } from '@xyflow/react'
import type { DrawnArrow } from '../draw/drawing.ts'
import { labelLines } from '../draw/label.ts'
import type { Route } from '../draw/layout.ts'
import { headPath, linePath } from '../draw/path.ts'

export interface ArrowData extends Record<string, unknown> {
  arrow: DrawnArrow
  route: Route
}

export function ArrowEdge({ data }: EdgeProps<Edge<ArrowData>>) {
  if (data === undefined) return null
  const { arrow, route } = data
  const { kind, progress, refused = false } = arrow
  const [x, y] = route.label
  const state = `${kind} ${progress} ${refused ? 'refused' : ''}`
  return (
    <>
      <path d={linePath(route.points)} className={`arrow ${state}`} />
      <path d={headPath(route.points)} className={`arrow-head ${state}`} />
      <EdgeLabelRenderer>
        <span
          className={`arrow-label ${state}`}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {labelLines(arrow).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </span>
      </EdgeLabelRenderer>
    </>
  )
}
