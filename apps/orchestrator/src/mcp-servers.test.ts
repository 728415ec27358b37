import { linkedAccounts } from '@chain-of-trust/service-kit'
import { expect, test } from 'vitest'
import { mcpServers } from './mcp-servers.ts'

const all = [...mcpServers().values()]

test('what changes anything waits for a yes, and what only reads does not', () => {
  const tools = all.flatMap(({ tools: rows }) => [...rows.values()])
  const reads = tools.filter(({ name }) => /^(?:search|read|list)_/.test(name))
  expect(tools.length).toBeGreaterThan(reads.length)
  for (const { name, approval } of tools)
    expect([name, approval]).toEqual([name, !/^(?:search|read|list)_/.test(name)])
})

test('a server has the account that the vault gives it, with words for each scope', () => {
  const accounts = all.flatMap(({ name, account }) =>
    account === undefined
      ? []
      : [{ application: name, provider: account.provider, scopes: account.scopes.map(({ value }) => value) }],
  )
  expect(accounts).toEqual(linkedAccounts())
  for (const { account } of all)
    for (const { description } of account?.scopes ?? []) expect(description).toMatch(/ /)
})

test('no two tools have one name: the model’s name for a tool ends with it', () => {
  const names = all.flatMap(({ tools }) => [...tools.keys()])
  expect(new Set(names).size).toBe(names.length)
})
