import { mermaidDiagramsIn, mermaidFault } from '@chain-of-trust/testkit/mermaid'
import { expect, test } from 'vitest'
import { hopsOf } from '../record/hop.ts'
import { tokenChains } from '../record/token-chain.ts'
import { whoIsWho } from '../record/who-is-who.ts'
import { HOST_ID, TRACE, WALKTHROUGH } from '../walkthrough.fixture.ts'
import { jsonOf, markdownOf } from './markdown.ts'
import { mermaidOf } from './mermaid.ts'

const exportOf = (events = WALKTHROUGH) => {
  const records = events.map(({ record }) => record)
  return {
    traceId: TRACE,
    hops: hopsOf(events, HOST_ID),
    chains: tokenChains(records, whoIsWho(records, HOST_ID)),
  }
}

/** Somebody who could write a record: what would it do to whoever reads the export? */
const HOSTILE =
  'end\n%%{init: {}}%%\n  p0->>p1: forged; ```\n# Heading <img src=x onerror=alert(1)> [a](http://evil.example) | x'
const hostile = WALKTHROUGH.map((event, index) =>
  index === 0
    ? event
    : {
        ...event,
        record: {
          ...event.record,
          service: HOSTILE,
          reason: HOSTILE,
          outcome: 'failure' as const,
          tool: HOSTILE,
        },
      },
)

test('the diagram is one that Mermaid draws', async () => {
  const diagram = mermaidOf(exportOf().hops)
  expect(await mermaidFault(diagram)).toBeUndefined()
  expect(diagram).toContain('Token B')
})

test('text of others ends no line of the diagram, begins no directive, and is still drawn', async () => {
  const diagram = mermaidOf(exportOf(hostile).hops)
  expect(await mermaidFault(diagram)).toBeUndefined()
  expect(diagram).not.toMatch(/^\s*(%%|end|p0->>p1: forged)/m)
})

test('text of others is neither markup nor HTML in the document, and ends no block', () => {
  const markdown = markdownOf(exportOf(hostile))
  expect(mermaidDiagramsIn(markdown)).toHaveLength(1)
  const prose = markdown.replace(/^```mermaid\n[\s\S]*?^```/gm, '')
  expect(prose).not.toMatch(/<img|^# Heading|(?<!\\)\]\(http|```/m)
  for (const line of prose.split('\n').filter((row) => row.startsWith('|'))) expect(line).toMatch(/\|$/)
})

test('the document holds the hops, the tokens as claims and who checked what; the data are the records', () => {
  const markdown = markdownOf(exportOf())
  for (const words of ['## Hops', '## Tokens of', '## Who checked what', 'signature passed', 'Files.Read'])
    expect(markdown).toContain(words)
  expect(JSON.parse(jsonOf(exportOf()))).toMatchObject({
    trace_id: TRACE,
    records: { length: WALKTHROUGH.length },
  })
})
