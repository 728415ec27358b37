import type { DynamicToolUIPart } from 'ai'
import { expect, test } from 'vitest'
import type { Catalogue } from '../wire/catalogue.ts'
import { toolStep } from './tool-step.ts'

const catalogue: Catalogue = {
  model: { id: 'rehearsed', label: 'Rehearsed model', rehearsed: true },
  servers: [
    {
      name: 'mcp-sharepoint',
      title: 'SharePoint',
      scopes: [{ value: 'Documents.Share', description: 'Share' }],
      tools: [
        {
          name: 'share_document',
          title: 'Share a document',
          description: 'Gives somebody access.',
          scopes: ['Documents.Share'],
          approval: true,
        },
      ],
    },
  ],
}
const call = { type: 'dynamic-tool', toolName: 'mcp-sharepoint__share_document', toolCallId: 'call' } as const
const step = (part: object) => toolStep({ ...call, input: {}, ...part } as DynamicToolUIPart, catalogue)
const output = { server: 'mcp-sharepoint', tool: 'share_document' }
const scopes = { requested: ['Documents.Share'], granted: ['Documents.Share'] }

test('a running call names tool, server and what it will ask for', () => {
  expect(step({ state: 'input-available', input: { id: '1' } })).toMatchObject({
    title: 'Share a document',
    server: 'SharePoint',
    state: 'running',
    asked: ['Documents.Share'],
    granted: undefined,
    input: { id: '1' },
  })
})

test('a result says what was asked and what was granted', () => {
  const done = step({
    state: 'output-available',
    output: { ...output, ok: true, scopes, content: 'Shared.' },
  })
  expect(done).toMatchObject({ state: 'done', granted: ['Documents.Share'], content: 'Shared.' })
})

test('a refusal is not a result, and says who refused', () => {
  const refusal = { by: 'mcp-sharepoint', reason: 'You may not share it.' }
  const refused = step({ state: 'output-available', output: { ...output, ok: false, refusal } })
  expect(refused).toMatchObject({ state: 'refused', refusedBy: 'SharePoint', content: undefined, refusal })
})

test('a call that is parked waits for the person: it is not refused', () => {
  const operation = { id: 'op', expiresAt: '2026-11-23T08:15:00.000Z' }
  const refusal = { by: 'mcp-sharepoint', reason: 'Prove it.', remedy: 'step_up', operation }
  const waiting = step({ state: 'output-available', output: { ...output, ok: false, refusal } })
  expect(waiting).toMatchObject({ state: 'waiting', refusal: { operation } })
})

test('a kind of failure that this page does not know is left out, the refusal stays', () => {
  const refusal = { by: 'orchestrator', reason: 'No.', kind: 'toString' }
  const refused = step({ state: 'output-available', output: { ...output, ok: false, refusal } })
  expect(refused).toMatchObject({ state: 'refused', refusal: { reason: 'No.' } })
  expect(refused.refusal?.kind).toBeUndefined()
})

test.each([
  ['you', 'You'],
  ['orchestrator', 'The orchestrator'],
  ['authorization server', 'The identity provider'],
  ['somebody', 'somebody'],
])('%s is called %s', (by, name) => {
  const refused = step({
    state: 'output-available',
    output: { ...output, ok: false, refusal: { by, reason: '' } },
  })
  expect(refused.refusedBy).toBe(name)
})

test('a call that needs the person carries the id to answer with', () => {
  const asking = step({ state: 'approval-requested', approval: { id: 'a1', requestReason: 'Shares it.' } })
  expect(asking).toMatchObject({ state: 'asking', approval: { id: 'a1', reason: 'Shares it.' } })
})

test('an approval that answers itself is never put before the person', () => {
  expect(step({ state: 'approval-requested', approval: { id: 'a1', isAutomatic: true } })).toMatchObject({
    state: 'running',
    approval: undefined,
  })
})

test.each([
  [{ state: 'approval-responded', approval: { id: 'a', approved: true } }, 'approved'],
  [{ state: 'approval-responded', approval: { id: 'a', approved: false } }, 'declined'],
  [{ state: 'output-denied', approval: { id: 'a', approved: false } }, 'declined'],
  [{ state: 'output-error', errorText: 'Stopped.' }, 'failed'],
])('%j is %s', (part, state) => {
  expect(step(part).state).toBe(state)
})

test('an output of an unknown shape is not taken for success', () => {
  const strange = step({ state: 'output-available', output: { ok: 'yes' } })
  expect(strange).toMatchObject({ state: 'failed', error: expect.stringContaining('could not be read') })
})

test('a tool that the catalogue does not know is still named', () => {
  expect(step({ toolName: 'other__do_it', state: 'input-available' })).toMatchObject({
    title: 'do it',
    server: 'other',
    asked: [],
  })
})
