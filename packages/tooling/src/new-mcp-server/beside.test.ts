import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../repository.ts'
import { addBeside, removeNamed } from './beside.ts'
import { formatted } from './formatted.ts'
import { describeServer } from './new-server.ts'
import { places } from './places.ts'

const rename = { from: 'mcp-old', to: 'mcp-new', also: [[/\b4411\b/g, '4499']] as const }

test.each([
  [
    'an item of a list',
    'a:\n  - x\n  - mcp-old-state\n  - y\n',
    'a:\n  - x\n  - mcp-old-state\n  - mcp-new-state\n  - y\n',
  ],
  [
    'items that follow each other, together',
    'a:\n  - ./audit/mcp-old\n  - ./keys/mcp-old\n  - y\n',
    'a:\n  - ./audit/mcp-old\n  - ./keys/mcp-old\n  - ./audit/mcp-new\n  - ./keys/mcp-new\n  - y\n',
  ],
  [
    'the item that an inner line is of',
    'to:\n  - podSelector:\n      name: mcp-old\n  - x: 1\n',
    'to:\n  - podSelector:\n      name: mcp-old\n  - podSelector:\n      name: mcp-new\n  - x: 1\n',
  ],
  [
    'an entry with all that is in it',
    'services:\n  mcp-old:\n    port: 4411\n    own: [mcp-old]\n\n  other:\n    port: 1\n',
    'services:\n  mcp-old:\n    port: 4411\n    own: [mcp-old]\n  mcp-new:\n    port: 4499\n    own: [mcp-new]\n\n  other:\n    port: 1\n',
  ],
  [
    'a document by the name in its metadata, and its neighbour of the same owner',
    'kind: A\nmetadata:\n  name: mcp-old\n---\nkind: A\nmetadata:\n  name: mcp-old-tls\n---\nkind: B\n',
    'kind: A\nmetadata:\n  name: mcp-old\n---\nkind: A\nmetadata:\n  name: mcp-old-tls\n---\nkind: A\nmetadata:\n  name: mcp-new\n---\nkind: A\nmetadata:\n  name: mcp-new-tls\n---\nkind: B\n',
  ],
  ['a member of a list on one line', 'app: [x, mcp-old, y]\n', 'app: [x, mcp-old, mcp-new, y]\n'],
  ['the last member', 'app: [x, mcp-old]\n', 'app: [x, mcp-old, mcp-new]\n'],
  [
    'a route among routes',
    'CONNECT_TO: 1=a:1,4411=mcp-old:4411,2=b:2\n',
    'CONNECT_TO: 1=a:1,4411=mcp-old:4411,4499=mcp-new:4499,2=b:2\n',
  ],
  [
    'a route that begins the value of a variable',
    'CONNECT_TO=mcp-old.example:443=mcp-old:443,b=c\n',
    'CONNECT_TO=mcp-old.example:443=mcp-old:443,mcp-new.example:443=mcp-new:443,b=c\n',
  ],
  [
    'code, with what closes it',
    "  'mcp-old': {\n    a: 1,\n  },\n}\n",
    "  'mcp-old': {\n    a: 1,\n  },\n  'mcp-new': {\n    a: 1,\n  },\n}\n",
  ],
])('%s is named beside, and away again', (_, before, after) => {
  expect(addBeside(before, rename)).toBe(after)
  expect(removeNamed(after, 'mcp-new')).toBe(before)
})

test('a name that only begins or ends like it is another one', () => {
  const text = 'a:\n  - mcp-older\n  - xmcp-old\n'
  expect(() => addBeside(text, rename)).toThrow('nothing there names mcp-old any more')
  expect(removeNamed('a:\n  - mcp-newer\n', 'mcp-new')).toBe('a:\n  - mcp-newer\n')
})

test('a shape that it does not know is refused, with the line', () => {
  expect(() => addBeside('service:\n  image: mcp-old\n', rename)).toThrow(
    'line 2 names mcp-old in a way that cannot be copied: image: mcp-old',
  )
})

test('a comment is nobody’s', () => {
  const text = '# mcp-old, mcp-other\na: [mcp-old, b]\n'
  expect(addBeside(text, rename)).toBe('# mcp-old, mcp-other\na: [mcp-old, mcp-new, b]\n')
})

const server = describeServer('mcp-round-trip', 4479, 'Round trip')
const all = places(repositoryRoot)
const before = new Map(all.map(({ path }) => [path, readFileSync(join(repositoryRoot, path), 'utf8')]))
const inForm = (texts: Map<string, string>): Map<string, string> => {
  const loose = [...texts].filter(([path]) => !/lock\.yaml$|checklist\.md$|\.env$/.test(path))
  return new Map([...texts, ...formatted(repositoryRoot, new Map(loose))])
}
// The formatter is started twice, not once for each.
const added = inForm(new Map(all.map(({ path, add }) => [path, add(before.get(path)!, server)])))
const removed = inForm(new Map(all.map(({ path, remove }) => [path, remove(added.get(path)!, server.name)])))

test.each(all)('$path: with the server and without it again is as it was', ({ path }) => {
  expect(removed.get(path)).toBe(before.get(path))
})

test.each(all)('$path: is not emptied for a server that it does not name', ({ path, remove }) => {
  expect(remove(before.get(path)!, server.name).trim()).not.toBe('')
})
