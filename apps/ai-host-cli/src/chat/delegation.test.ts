import { expect, test } from 'vitest'
import { delegationOf, type DelegationFlags } from './delegation.ts'

const CATALOGUE = {
  model: { label: 'Rehearsed' },
  servers: [
    {
      name: 'mcp-sharepoint',
      title: 'Documents',
      scopes: [{ value: 'Documents.Read' }, { value: 'Documents.Share' }],
    },
    { name: 'mcp-github', title: 'GitHub', scopes: [{ value: 'Issues.Read' }, { value: 'Issues.Write' }] },
  ],
}
const delegated = (flags: Partial<DelegationFlags>) =>
  delegationOf({ readOnly: false, ...flags }, () => Promise.resolve(Response.json(CATALOGUE)))

test('without flags nothing is narrowed', async () => {
  expect(await delegated({})).toBeUndefined()
})

test.each<[string, Partial<DelegationFlags>, Record<string, string[]>]>([
  ['to read', { readOnly: true }, { 'mcp-sharepoint': ['Documents.Read'], 'mcp-github': ['Issues.Read'] }],
  [
    'one server',
    { allow: ['mcp-github'] },
    { 'mcp-sharepoint': [], 'mcp-github': ['Issues.Read', 'Issues.Write'] },
  ],
  [
    'some permissions',
    { allow: ['mcp-github=Issues.Read', 'mcp-sharepoint=Documents.Share'] },
    { 'mcp-sharepoint': ['Documents.Share'], 'mcp-github': ['Issues.Read'] },
  ],
  [
    'one server, to read',
    { allow: ['mcp-github'], readOnly: true },
    { 'mcp-sharepoint': [], 'mcp-github': ['Issues.Read'] },
  ],
  ['nothing of a server', { allow: ['mcp-github='] }, { 'mcp-sharepoint': [], 'mcp-github': [] }],
])('narrowed to %s: who is not named gets nothing', async (_what, flags, delegation) => {
  expect(await delegated(flags)).toEqual(delegation)
})

test.each([
  ['mcp-gitbub', 'there is no server "mcp-gitbub". There is: mcp-sharepoint, mcp-github'],
  ['mcp-github=Issues.Raed', 'there is no permission of mcp-github "Issues.Raed"'],
])('%s is a typing error, and said to be one', async (flag, said) => {
  await expect(delegated({ allow: [flag] })).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringContaining(said) as string,
  })
})
