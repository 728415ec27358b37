import { memoryAuditLog } from '@chain-of-trust/auth-core'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { createGate } from './gate.ts'
import { defineServer, defineTool } from './index.ts'

const tool = defineTool({
  title: 'T',
  description: 'T',
  input: z.object({}),
  output: z.object({}),
  annotations: { readOnlyHint: true },
  run: () => Promise.resolve({ text: '', structured: {} }),
})
const row = { scopes: ['S'], calls: { resource: 'api', scopes: ['R'] } } as const
const api = { identifier: 'https://api.example', url: 'https://api.example' }
const server = { name: 's', title: 'S', version: '1', resources: { api } }

test('a tool without a policy row does not compile, and does not start', () => {
  expect(() =>
    // @ts-expect-error `extra` is not in the policy
    defineServer({ ...server, policy: { one: row }, tools: { one: tool, extra: tool } }),
  ).toThrow('tool extra has no row in the policy')
})

test('a row without a tool does not compile, and does not start', () => {
  expect(() =>
    // @ts-expect-error `two` has no tool
    defineServer({ ...server, policy: { one: row, two: row }, tools: { one: tool } }),
  ).toThrow("the policy's row two has no tool")
})

test('a row that calls an unknown resource does not compile, and does not start', () => {
  const policy = { one: { ...row, calls: { resource: 'elsewhere', scopes: ['R'] } } } as const
  expect(() =>
    // @ts-expect-error `elsewhere` is not among the resources
    defineServer({ ...server, policy, tools: { one: tool } }),
  ).toThrow('one calls elsewhere: no such resource')
})

test('a row without scopes does not compile, and does not start', () => {
  expect(() =>
    // @ts-expect-error an empty list would be an open door
    defineServer({ ...server, policy: { one: { ...row, scopes: [] } }, tools: { one: tool } }),
  ).toThrow('one names no scopes')
})

test.each(['sharing', 'toString'])(
  'a row whose authentication context has no id does not start: %s',
  (name) => {
    const policy = { one: { ...row, authenticationContext: name } } as const
    expect(() =>
      defineServer({ ...server, authenticationContexts: { other: 'c1' }, policy, tools: { one: tool } }),
    ).toThrow(`one needs the authentication context ${name}, which AUTHENTICATION_CONTEXTS does not map`)
  },
)

test('all faults are named at once', () => {
  expect(() =>
    // @ts-expect-error both
    defineServer({ ...server, policy: { one: row, two: row }, tools: { one: tool, extra: tool } }),
  ).toThrow(/extra(.|\n)*two/)
})

test('names that every object has are no tools', () => {
  expect(() =>
    // @ts-expect-error `toString` is inherited, not declared
    defineServer({ ...server, policy: { one: row, toString: row }, tools: { one: tool } }),
  ).toThrow("the policy's row toString has no tool")
})

test('a complete definition starts', () => {
  expect(defineServer({ ...server, policy: { one: row }, tools: { one: tool } }).name).toBe('s')
})

const account = {
  provider: 'shelf',
  title: 'Bookshelf',
  url: 'https://shelf.example',
  scopes: ['books:read'],
  vault: {
    identifier: 'https://vault.example',
    url: 'https://vault.example',
    portal: 'https://vault.example/',
  },
}

test(
  'a row that asks for more than the vault’s access control list allows does not start',
  { tags: ['OBO-2'] },
  () => {
    const policy = {
      one: { ...row, calls: { resource: 'api', scopes: ['books:read', 'books:burn'] } },
    } as const
    expect(() =>
      defineServer({ ...server, policy, tools: { one: tool }, resources: { api: account } }),
    ).toThrow('one asks for books:burn, which the token vault does not allow s')
  },
)

test('a linked account that nothing can present a token to does not start', () => {
  const policy = { one: { ...row, calls: { resource: 'api', scopes: ['books:read'] } } } as const
  const definition = defineServer({ ...server, policy, tools: { one: tool }, resources: { api: account } })
  const never = () => Promise.reject(new Error('not called'))
  expect(() =>
    createGate({
      definition,
      exchange: never,
      sender: () => never,
      audit: memoryAuditLog('s'),
      senderConstraint: 'dpop',
    }),
  ).toThrow('nothing presents a token to shelf')
})
