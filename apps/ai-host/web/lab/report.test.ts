import { expect, test } from 'vitest'
import { findAttacks } from './find-attacks.ts'
import { fence, reportJson, reportMarkdown, text } from './report.ts'
import { runLines } from './run-lines.ts'
import type { AttackEntry, AttackResult } from './wire.ts'

const entry: AttackEntry = {
  id: 'dpop/stolen-token',
  group: 'dpop',
  title: 'A <b>stolen</b> token | `by` *somebody*',
  clause: 'RFC 9449 §7.1',
  by: 'mock-graph',
  reason: 'binding_mismatch',
  status: 401,
}
const result: AttackResult = {
  id: entry.id,
  refused: true,
  by: 'mock-graph',
  reason: 'binding_mismatch',
  status: 401,
  inSystem: true,
  source: { file: 'packages/auth-core/src/dpop-proof.ts', line: 82 },
  exchanges: [
    {
      sent: {
        method: 'GET',
        url: 'http://localhost',
        headers: ['dpop'],
        tokens: [],
        body: '```\n# no heading',
      },
      received: { status: 401, error: 'invalid_token', body: '{}' },
    },
  ],
  records: [{ event: 'token_accepted', reason: 'binding_mismatch' }],
}
const input = {
  state: { attacks: { [entry.id]: result }, pairs: {} },
  attacks: [entry, { ...entry, id: 'dpop/not-run' }],
  pairs: [],
  now: new Date('2026-11-23T00:00:00Z'),
}

test('the report has what was run, with the line that refused it and the record', () => {
  const markdown = reportMarkdown(input)
  expect(markdown).toContain('1 of 1 attacks refused.')
  expect(markdown).toContain(String.raw`packages/auth-core/src/dpop-proof.ts:82`)
  expect(markdown).toContain('"reason":"binding_mismatch"')
  expect(markdown).not.toContain('not-run')
  expect(reportJson(input)).toMatchObject({ attacks: [{ id: entry.id, refused: true }], pairs: [] })
})

test('what others wrote has no meaning in the report: no HTML, no markup, no way out of a block', () => {
  const markdown = reportMarkdown(input)
  expect(markdown).not.toContain('<b>')
  expect(markdown).toContain(String.raw`\<b\>stolen\</b\>`)
  expect(text('a\n# b')).toBe(String.raw`a \# b`)
  expect(fence('```\nx')).toBe('````text\n```\nx\n````')
})

test('every word of a search is found somewhere', () => {
  expect(findAttacks([entry], 'STOLEN 9449')).toHaveLength(1)
  expect(findAttacks([entry], 'mock-graph binding')).toHaveLength(1)
  expect(findAttacks([entry], 'stolen vault')).toEqual([])
  expect(findAttacks([entry], '  ')).toHaveLength(1)
})

test('a run is read line by line, wherever the network cuts it', async () => {
  const bytes = new TextEncoder().encode('{"type":"started","total":1}\n{"type":"running","id":"ä"}\n')
  const cut = bytes.length - 4
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 9))
      controller.enqueue(bytes.slice(9, cut))
      controller.enqueue(bytes.slice(cut))
      controller.close()
    },
  })
  expect(await Array.fromAsync(runLines(body))).toEqual([
    { type: 'started', total: 1 },
    { type: 'running', id: 'ä' },
  ])
})
