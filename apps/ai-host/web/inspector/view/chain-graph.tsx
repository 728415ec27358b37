import { ReactFlow, type Edge, type Node } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import type { Drawing } from '../draw/drawing.ts'
import { layoutOf, type Layout } from '../draw/layout.ts'
import { ArrowEdge, type ArrowData } from './arrow-edge.tsx'
import { PartyNode, type PartyData } from './party-node.tsx'
import { useWidth } from './use-width.ts'

const nodeTypes = { party: PartyNode }
const edgeTypes = { arrow: ArrowEdge }
/** Pixels below which the chain runs top to bottom. */
const ROOM = 560
/** How much larger than drawn it is shown where there is room. */
const LARGEST = 1.3

interface ChainGraphProps {
  drawing: Drawing
  /** What a person who does not see it is told; all of it stands in the list of hops as well. */
  label: string
}

/** The tiers and the arrows between them. It is looked at, not operated: the list of hops is its equivalent. */
export function ChainGraph({ drawing, label }: ChainGraphProps) {
  const [box, width] = useWidth<HTMLDivElement>()
  const direction = width >= ROOM ? 'across' : 'down'
  const layout = layoutOf(drawing, direction)
  const zoom = Math.min(LARGEST, width / layout.width)
  const x = (width - layout.width * zoom) / 2
  return (
    <div
      className={`chain-graph ${direction}`}
      ref={box}
      // A drawing of many elements is one image for whoever does not see it.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={label}
      style={{ height: Math.ceil(layout.height * zoom) + 2 }}
    >
      {width > 0 && (
        <ReactFlow
          nodes={nodesOf(drawing, layout)}
          edges={edgesOf(drawing, layout)}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          viewport={{ x, y: 0, zoom }}
          minZoom={0.1}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          panOnDrag={false}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          // A link inside of an image cannot be reached; the documentation names whom we thank.
          proOptions={{ hideAttribution: true }}
        />
      )}
    </div>
  )
}

function nodesOf({ parties }: Drawing, { boxes }: Layout): Node<PartyData>[] {
  return parties.flatMap((party) => {
    const box = boxes.get(party.id)
    if (box === undefined) return []
    const { x, y, width, height } = box
    return [{ id: party.id, type: 'party', position: { x, y }, data: { party }, width, height }]
  })
}

function edgesOf({ arrows }: Drawing, { routes }: Layout): Edge<ArrowData>[] {
  return arrows.flatMap((arrow) => {
    const route = routes.get(arrow.id)
    if (route === undefined) return []
    return [{ id: arrow.id, type: 'arrow', source: arrow.from, target: arrow.to, data: { arrow, route } }]
  })
}
