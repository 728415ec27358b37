import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REFUSALS } from '@chain-of-trust/auth-core'
import { FAILURE_KINDS } from '@chain-of-trust/auth-core/failure'
import { expect, test } from 'vitest'
import { exportsOf, referencePages } from './reference.ts'
import { repositoryRoot } from './repository.ts'

const pages = referencePages(repositoryRoot)

function modules(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return join(folder, 'index.ts')
}

test.each([...pages])('%s is what `npm run docs` would write', (path, text) => {
  expect(readFileSync(join(repositoryRoot, path), 'utf8')).toBe(text)
})

test('every reason to refuse has its row', () => {
  const page = pages.get('docs/reference/refusals.md')!
  expect([...page.matchAll(/^\| `(\w+)`/gm)].map(([, reason]) => reason)).toEqual(Object.keys(REFUSALS))
})

test('every kind of failure has its section', () => {
  const page = pages.get('docs/errors.md')!
  expect([...page.matchAll(/^## `(\w+)`/gm)].map(([, kind]) => kind)).toEqual(FAILURE_KINDS)
})

test('every function that auth-core exports says what it does', () => {
  const silent = exportsOf(join(repositoryRoot, 'packages/auth-core/src/index.ts'))
    .filter(({ declaration, comment }) => declaration.includes('function') && comment === '')
    .map(({ name }) => name)
  expect(silent).toEqual([])
})

test('names, comments and signatures are found, passed on or declared here', () => {
  const file = modules({
    'index.ts': `export { one, type Two } from './rest.ts'\n/** Three. */\nexport const three: number = 3\n`,
    'rest.ts': `/**\n * Adds.\n * @throws never\n */\nexport function one(a: number): number { return a }\n// no doc\nexport type Two = 'a' | 'b'\n`,
  })
  expect(exportsOf(file).map(({ name, declaration, comment }) => [name, declaration, comment])).toEqual([
    ['one', 'function one(a: number): number', 'Adds.\n@throws never'],
    ['Two', "type Two = 'a' | 'b'", ''],
    ['three', 'const three: number', 'Three.'],
  ])
})

test('a name that is nowhere, and a source that does not parse, are errors', () => {
  expect(() => exportsOf(modules({ 'index.ts': `export { no } from './rest.ts'`, 'rest.ts': '' }))).toThrow(
    /no is not/,
  )
  expect(() => exportsOf(modules({ 'index.ts': 'export const = 1' }))).toThrow(/index\.ts/)
})
