import { expect, test } from 'vitest'
import { toolArguments } from './tool-arguments.ts'

const SCHEMA = {
  properties: { path: { type: 'string' }, limit: { type: 'integer' }, deep: { type: 'boolean' }, list: {} },
}

test('a word is what the tool’s schema says it is', () => {
  expect(
    toolArguments(['path=1=2', 'limit=5', 'deep=true', 'list=["a"]', 'other=x'], undefined, SCHEMA),
  ).toEqual({
    path: '1=2',
    limit: 5,
    deep: true,
    list: ['a'],
    other: 'x',
  })
})

test('a word wins over the member of --json', () => {
  expect(toolArguments(['path=b'], '{"path":"a","limit":1}', SCHEMA)).toEqual({ path: 'b', limit: 1 })
})

test.each([
  [['path'], undefined, 'is written key=value'],
  [['=x'], undefined, 'is written key=value'],
  [['limit=five'], undefined, 'limit must be JSON'],
  [[], '[1]', '--json takes a JSON object'],
  [[], '{', '--json takes a JSON object'],
  [[], 'null', '--json takes a JSON object'],
])('%j with %j: %s', (words, json, message) => {
  expect(() => toolArguments(words, json, SCHEMA)).toThrow(message)
})
