import { expect, test } from 'vitest'
import { EXPLAIN_STEPS } from '../explain-steps.ts'
import { hopsOf } from '../record/hop.ts'
import type { Arrow } from '../record/arrow.ts'
import { HOST_ID, WALKTHROUGH } from '../walkthrough.fixture.ts'
import type { Direction } from './cell.ts'
import { drawingOf, type Drawing } from './drawing.ts'
import { labelSize } from './label.ts'
import { layoutOf, type Box, type Point } from './layout.ts'
import { headPath, linePath } from './path.ts'

const trust = (from: string, to: string, label: string): Arrow => ({ kind: 'trust', from, to, label })
const checks = (from: string, label: string): Arrow => ({ kind: 'validation', from, to: 'mock-idp', label })
const drawn = (...arrows: Arrow[]): Drawing => drawingOf([{ arrows }], 1)

const call = [
  { kind: 'person', from: 'person', to: 'ai-host', label: 'asks, approves, is asked' } as const,
  trust('ai-host', 'orchestrator', 'A'),
  checks('orchestrator', '✓ A'),
  trust('orchestrator', 'mock-idp', 'A → B'),
]
const server = (name: string): Arrow[] => [trust('orchestrator', name, 'B'), checks(name, '✓ B')]
const throughTheVault = (name: string): Arrow[] => [
  ...server(name),
  trust(name, 'mock-idp', 'B → C'),
  trust(name, 'token-vault', 'C'),
  checks('token-vault', '✓ C'),
  trust(name, `provider:${name.slice(4)}`, 'P'),
]

const documents = [
  ...server('mcp-sharepoint'),
  trust('mcp-sharepoint', 'mock-idp', 'B → C'),
  trust('mcp-sharepoint', 'mock-graph', 'C'),
  checks('mock-graph', '✓ C'),
]

const DRAWINGS: Record<string, Drawing> = {
  'a request of the walk-through': drawingOf(hopsOf(WALKTHROUGH, HOST_ID), WALKTHROUGH.length),
  'the ten steps': drawingOf(EXPLAIN_STEPS, EXPLAIN_STEPS.length),
  'the first request, that looks at every server': drawn(
    ...call,
    ...server('mcp-github'),
    ...server('mcp-jira'),
    ...documents,
  ),
  'a request through the vault': drawn(...call, ...throughTheVault('mcp-github')),
  'documents and two accounts in one request': drawn(
    ...call,
    ...documents,
    ...throughTheVault('mcp-github'),
    ...throughTheVault('mcp-jira'),
  ),
  'nothing yet': drawn(),
}
const CASES = Object.entries(DRAWINGS).flatMap(([name, drawing]) =>
  (['across', 'down'] as Direction[]).map((direction) => [name, direction, drawing] as const),
)

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Every fourth pixel of a way; its ends touch those whom it joins. */
const along = (points: readonly Point[]): Point[] =>
  points.slice(1).flatMap(([x2, y2], index) => {
    const [x1, y1] = points[index]!
    const steps = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 4)
    return Array.from({ length: steps + 1 }, (_, n): Point => [
      x1 + ((x2 - x1) * n) / steps,
      y1 + ((y2 - y1) * n) / steps,
    ])
  })

const labelsOf = (drawing: Drawing, direction: Direction) => {
  const { routes } = layoutOf(drawing, direction)
  return drawing.arrows.map((arrow) => {
    const [x, y] = routes.get(arrow.id)!.label
    const { width, height } = labelSize(arrow)
    return { name: `${arrow.from} ${arrow.label}`, x: x - width / 2, y: y - height / 2, width, height }
  })
}

test.each(CASES)('%s, %s: no name covers another, or a party', (_name, direction, drawing) => {
  const { boxes, width, height } = layoutOf(drawing, direction)
  const parties = [...boxes].map(([name, box]) => ({ name, ...box }))
  const all = [...parties, ...labelsOf(drawing, direction)]
  const covered = all.flatMap((a, index) =>
    all.slice(index + 1).flatMap((b) => (meet(a, b) ? [`${a.name} / ${b.name}`] : [])),
  )
  expect(covered).toEqual([])
  for (const { x, y, ...size } of all) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(x + size.width).toBeLessThanOrEqual(width)
    expect(y + size.height).toBeLessThanOrEqual(height)
  }
})

test.each(CASES)(
  '%s, %s: no arrow runs through a party, or along another arrow',
  (_name, direction, drawing) => {
    const { boxes, routes } = layoutOf(drawing, direction)
    const ways = [...routes.values()].map(({ points }) => along(points))
    for (const [index, way] of ways.entries()) {
      const inside = way.filter(([x, y]) =>
        [...boxes.values()].some((box) => meet(box, { x: x - 0.5, y: y - 0.5, width: 1, height: 1 })),
      )
      // Where it begins, and where it ends.
      expect(inside.length).toBeLessThanOrEqual(2)
      const others = ways.toSpliced(index, 1).flat()
      const near = way.filter(([x, y]) => others.some(([x2, y2]) => Math.hypot(x2 - x, y2 - y) < 4))
      // A crossing is a few pixels long.
      expect(near.length).toBeLessThanOrEqual(3 * ways.length)
    }
  },
)

test.each(CASES)(
  '%s, %s: each arrow has room for its head, and for some of its line',
  (_name, direction, drawing) => {
    for (const { points } of layoutOf(drawing, direction).routes.values()) {
      const [[x1, y1], [x2, y2]] = [points.at(-2)!, points.at(-1)!]
      expect(Math.hypot(x2 - x1, y2 - y1)).toBeGreaterThanOrEqual(18)
    }
  },
)

test('the head is at whoever receives, and the line ends where the head begins', () => {
  const { routes, boxes } = layoutOf(DRAWINGS['the ten steps']!, 'across')
  const given = routes.get('trust mock-idp ai-host')!.points.at(-1)!
  expect(given[1]).toBe(boxes.get('ai-host')!.y)
  expect(
    linePath([
      [0, 0],
      [40, 0],
    ]),
  ).toBe('M0 0L25 0')
  expect(
    headPath([
      [0, 0],
      [40, 0],
    ]),
  ).toBe('M36 0L25 5.5L25 -5.5Z')
})

test('the drawing fits a phone without getting smaller than its type can be read', () => {
  for (const drawing of Object.values(DRAWINGS)) {
    expect(layoutOf(drawing, 'down').width).toBeLessThanOrEqual(460)
    expect(layoutOf(drawing, 'across').width).toBeLessThanOrEqual(1020)
  }
})
