import { expect, test } from 'vitest'
import { mcpServers, type McpServer, type PolicyTool } from '../mcp-servers.ts'
import type { ToolCalls } from '../tools/tool-call.ts'
import type { ParkedCall } from './operation.ts'
import { callerOf, operation } from './operations.fixture.ts'
import { toolCallExecutor } from './tool-call-executor.ts'

const CALL: ParkedCall = {
  server: 'mcp-sharepoint',
  tool: 'delete_document',
  arguments: { id: 'x' },
  delegated: ['Documents.Read', 'Documents.Delete'],
  approved: true,
}

/** Resumes `call` under the policy as it is by then. */
async function resumed(call: ParkedCall, change: (tools: Map<string, PolicyTool>) => void) {
  const ran: unknown[] = []
  const calls: ToolCalls = {
    call: (_caller, server, tool, input, key) => {
      ran.push([server.name, tool.name, input, key])
      const scopes = { requested: [...tool.scopes], granted: [...tool.scopes] }
      return Promise.resolve({ result: { content: [{ type: 'text', text: 'gone' }] }, scopes })
    },
    list: () => Promise.resolve([]),
  }
  const [[name, server]] = [...mcpServers()] as [[string, McpServer]]
  const tools = new Map(server.tools)
  change(tools)
  const execute = toolCallExecutor(new Map([[name, { ...server, tools }]]), calls)
  return { output: await execute(operation({ call }), callerOf()), ran }
}

test('what was stored runs, with the key of the first attempt', async () => {
  const { output, ran } = await resumed(CALL, () => undefined)
  expect(output).toMatchObject({ ok: true, content: 'gone' })
  expect(ran).toEqual([['mcp-sharepoint', 'delete_document', { id: 'x' }, 'key']])
})

test.for<[string, ParkedCall, (tools: Map<string, PolicyTool>) => void, string]>([
  ['withdrawn meanwhile', CALL, (tools) => void tools.delete('delete_document'), 'operation_not_permitted'],
  ['of a server that is gone', { ...CALL, server: 'mcp-gone' }, () => undefined, 'operation_not_permitted'],
  [
    'that was not delegated then',
    { ...CALL, delegated: ['Documents.Read'] },
    () => undefined,
    'not_delegated',
  ],
  [
    'that needs more by now',
    CALL,
    (tools) =>
      void tools.set('delete_document', {
        ...tools.get('delete_document')!,
        scopes: ['Documents.Delete', 'Documents.Share'],
      }),
    'not_delegated',
  ],
  [
    'that needs an approval by now',
    { ...CALL, tool: 'read_document', approved: false },
    (tools) => void tools.set('read_document', { ...tools.get('read_document')!, approval: true }),
    'approval_unknown',
  ],
])('a tool %s does not run', async ([, call, change, error]) => {
  const { output, ran } = await resumed(call, change)
  expect(output).toMatchObject({ ok: false, refusal: { by: 'orchestrator', error } })
  expect(ran).toEqual([])
})
