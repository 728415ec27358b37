import { expect, test } from 'vitest'
import { mermaidDiagramsIn, mermaidFault } from './mermaid.ts'

test.each([
  'flowchart LR\n  host[AI host<br/>tier 1] -- Token A --> orchestrator',
  'sequenceDiagram\n  participant H as AI host\n  H->>O: Token A',
])('%j can be drawn', async (diagram) => {
  expect(await mermaidFault(diagram)).toBeUndefined()
})

test.each([
  'flowchart LR\n  a -- ->',
  'sequenceDiagram\n  A->>B',
  'flowchart LR\n  a[an open bracket',
  'nothing that Mermaid knows',
])('%j cannot', async (diagram) => {
  expect(await mermaidFault(diagram)).toMatch(/./)
})

test('diagrams are taken out of a document, other code is not', () => {
  const document = '# One\n\n```mermaid\nflowchart LR\n```\n\n```sh\nnpm start\n```\n\n```mermaid\npie\n```\n'
  expect(mermaidDiagramsIn(document)).toEqual(['flowchart LR\n', 'pie\n'])
})
