import { expect, test } from 'vitest'
import { mcpServers, type McpServer } from '../mcp-servers.ts'
import { unattended } from './unattended.ts'

const servers = mcpServers()
const sharepoint = servers.get('mcp-sharepoint')!
const withRow = (row: { approval: boolean; repeatable: boolean }): McpServer => {
  const found = sharepoint.tools.get('search_documents')!
  return { ...sharepoint, tools: new Map([[found.name, { ...found, ...row }]]) }
}
const left = (row: { approval: boolean; repeatable: boolean }) =>
  unattended(new Map([['mcp-sharepoint', withRow(row)]]), undefined).size

test(
  'a run that dies is begun again: only what may happen twice runs unattended',
  { tags: ['AGT-1'] },
  () => {
    expect(left({ approval: false, repeatable: true })).toBe(1)
    expect(left({ approval: false, repeatable: false })).toBe(0)
    expect(left({ approval: true, repeatable: true })).toBe(0)
  },
)

test('in the policy, whatever asks nobody may be repeated, and whatever is approved may not', () => {
  const rows = [...servers.values()].flatMap(({ tools }) => [...tools.values()])
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.filter(({ approval, repeatable }) => approval === repeatable)).toEqual([])
})
