import { expect, test } from 'vitest'
import { Operation, operationOf, type StoredOperation } from './operation.ts'

const STORED: StoredOperation = {
  id: 'op-1',
  subject: { tid: 't', oid: 'o' },
  clientId: 'host',
  kind: 'tool_call',
  state: 'needs_user',
  title: 'Delete a document',
  call: {
    server: 'mcp-sharepoint',
    tool: 'delete_document',
    arguments: { id: 'x' },
    conversation: 'c',
    toolCallId: 'call-1',
    delegated: ['Documents.Delete'],
    approved: true,
  },
  needs: { kind: 'step_up', by: 'mcp-sharepoint', reason: 'Prove it.', claims: 'e30=' },
  challenges: ['digest'],
  idempotencyKey: 'key-1',
  createdAt: 0,
  expiresAt: 60_000,
  version: 3,
}

test('the owner sees what waits and why, and nothing that only the server needs', () => {
  const shown = operationOf(STORED)
  expect(Operation.parse(shown)).toEqual({
    id: 'op-1',
    kind: 'tool_call',
    state: 'needs_user',
    title: 'Delete a document',
    server: 'mcp-sharepoint',
    tool: 'delete_document',
    arguments: { id: 'x' },
    conversation: 'c',
    toolCallId: 'call-1',
    createdAt: '1970-01-01T00:00:00.000Z',
    expiresAt: '1970-01-01T00:01:00.000Z',
    needs: { kind: 'step_up', by: 'mcp-sharepoint', reason: 'Prove it.', claims: 'e30=' },
  })
  expect(shown).not.toHaveProperty('idempotencyKey')
})
