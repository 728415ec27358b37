import { expect, test } from 'vitest'
import type { Catalogue } from '../wire/catalogue.ts'
import { count, delegationOf, isReadOnly, withhold } from './delegation.ts'

const scope = (value: string) => ({ value, description: value })
const catalogue: Catalogue = {
  model: { id: 'rehearsed', label: 'Rehearsed model', rehearsed: true },
  servers: [
    {
      name: 'mcp-sharepoint',
      title: 'SharePoint',
      scopes: [scope('Documents.Read'), scope('Documents.Share'), scope('Documents.ReadWrite')],
      tools: [],
    },
    { name: 'mcp-github', title: 'GitHub', scopes: [scope('Issues.Write')], tools: [] },
  ],
}

test('everything in the catalogue is delegated until the person narrows it', () => {
  expect(delegationOf(catalogue, {})).toEqual({
    'mcp-sharepoint': ['Documents.Read', 'Documents.Share', 'Documents.ReadWrite'],
    'mcp-github': ['Issues.Write'],
  })
})

test('a permission that is switched off is not delegated, and is again after a second switch', () => {
  const toggle = { type: 'toggle', server: 'mcp-sharepoint', scope: 'Documents.Share' } as const
  const off = withhold({}, toggle)
  expect(delegationOf(catalogue, off)['mcp-sharepoint']).toEqual(['Documents.Read', 'Documents.ReadWrite'])
  expect(delegationOf(catalogue, withhold(off, toggle))).toEqual(delegationOf(catalogue, {}))
})

test('read only leaves what reads, and names a server with nothing left by an empty list', () => {
  const withheld = withhold({}, { type: 'read_only', catalogue })
  expect(delegationOf(catalogue, withheld)).toEqual({
    'mcp-sharepoint': ['Documents.Read'],
    'mcp-github': [],
  })
})

test('a permission withheld before stays withheld when the catalogue has changed', () => {
  const withheld = { 'mcp-github': ['Issues.Write'], gone: ['X'] }
  expect(delegationOf(catalogue, withheld)).not.toHaveProperty('gone')
  expect(delegationOf(catalogue, withheld)['mcp-github']).toEqual([])
  expect(delegationOf(catalogue, withhold(withheld, { type: 'everything' }))['mcp-github']).toEqual([
    'Issues.Write',
  ])
})

test.each([
  ['Documents.Read', true],
  ['Files.Read.All', true],
  ['Files.ReadWrite', false],
  ['Documents.Delete', false],
])('%s reads only: %s', (value, expected) => {
  expect(isReadOnly(value)).toBe(expected)
})

test('the permissions are counted over all servers', () => {
  expect(count(delegationOf(catalogue, {}))).toBe(4)
})
