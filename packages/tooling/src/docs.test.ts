import { globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mermaidDiagramsIn, mermaidFault } from '@chain-of-trust/testkit/mermaid'
import { expect, test } from 'vitest'
import {
  documentsOf,
  findDocumentFaults,
  stepsInCode,
  stepsInDocument,
  titlesInDocument,
} from './documents.ts'
import { repositoryRoot } from './repository.ts'
import { assembleSteps } from './walkthrough/steps.ts'

function repositoryWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const [file, text] of Object.entries({ 'package.json': '{"scripts":{"start":"x"}}', ...files })) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

const textOf = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')

test('every command, path and link in the documents exists', () => {
  expect(findDocumentFaults(repositoryRoot)).toEqual([])
})

test('every diagram can be drawn', async () => {
  const diagrams = documentsOf(repositoryRoot).flatMap((file) =>
    mermaidDiagramsIn(textOf(file)).map((diagram) => ({ file, diagram })),
  )
  expect(diagrams.length).toBeGreaterThan(2)
  const faults = await Promise.all(
    diagrams.map(async ({ file, diagram }) => ({ file, fault: await mermaidFault(diagram) })),
  )
  expect(faults.filter(({ fault }) => fault !== undefined)).toEqual([])
})

test('every command has its row in README.md', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as {
    scripts: Record<string, string>
  }
  const rows = textOf('README.md').matchAll(/^\| `npm (?:run )?([\w:-]+)/gm)
  expect(Array.from(rows, ([, name = '']) => name).sort()).toEqual(Object.keys(scripts).sort())
})

test('docs/README.md has one line for every page', () => {
  const index = textOf('docs/README.md')
  const links = [...index.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target)
  expect(links).toEqual([...new Set(links)])
  const pages = globSync('docs/*.md', { cwd: repositoryRoot }).filter((page) => page !== 'docs/README.md')
  expect(pages.length).toBeGreaterThan(20)
  expect(pages.filter((page) => !index.includes(`(${page.slice('docs/'.length)})`))).toEqual([])
})

test('every app, package and folder of infra has its line in ARCHITECTURE.md', () => {
  const [, tree = ''] = /^```\n([\s\S]*?)^```/m.exec(textOf('ARCHITECTURE.md')) ?? []
  const folders = globSync('{apps,packages,infra}/*', { cwd: repositoryRoot, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`)
  expect(folders.length).toBeGreaterThan(25)
  expect(folders.filter((folder) => !tree.includes(folder))).toEqual([])
})

test('the numbered steps of the code are those of docs/walkthrough.md, one to ten', () => {
  expect(stepsInCode(repositoryRoot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(stepsInDocument(repositoryRoot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('the steps of docs/walkthrough.md are called what the walk-through prints', () => {
  expect(titlesInDocument(repositoryRoot)).toEqual(assembleSteps({}, true).map(({ title }) => title))
})

test('a step that lost its number in the code is found', () => {
  const root = repositoryWith({
    'packages/token-flow/src/token-a.ts': '// 1. The person signs in\n// The host calls\n',
    'docs/walkthrough.md': '1. The person signs in\n2. The host calls\n',
  })
  expect(stepsInCode(root)).toEqual([1])
  expect(stepsInDocument(root)).toEqual([1, 2])
})

test.each([
  ['Run `npm run nosuch`', 'no script nosuch'],
  ['```sh\nnpm run nosuch -- --json\n```', 'no script nosuch'],
  ['See `packages/nosuch/src/a.ts`', 'no path packages/nosuch/src/a.ts'],
  ['```\nnode packages/nosuch/a.ts\n```', 'no path packages/nosuch/a.ts'],
  ['Each `apps/<name>/nosuch.ts`', 'no path apps/<name>/nosuch.ts'],
  ['The table in `nosuch.ts`', 'no file nosuch.ts'],
  ['[a guide](docs/nosuch.md)', 'no link target docs/nosuch.md'],
  ['[a part](#no-such-heading)', 'no link target #no-such-heading'],
  ['![a picture](docs/nosuch.png)', 'no link target docs/nosuch.png'],
])('%j is found', (text, fault) => {
  expect(findDocumentFaults(repositoryWith({ 'README.md': text }))).toEqual([`README.md: ${fault}`])
})

test.each([
  'Run `npm start`, `npm install` or `npx something`',
  'Each `apps/<name>/src/main.ts` and `apps/*/src/main.ts`, all of `apps/one/`',
  'See [the file](apps/one/src/main.ts), [below](#a-heading-of-its-own) and [elsewhere](https://example.com/)\n\n## A heading, of its own',
  'Written to `var/audit/orchestrator.jsonl` at run time',
])('%j is fine', (text) => {
  const root = repositoryWith({ 'README.md': text, 'apps/one/src/main.ts': '' })
  expect(findDocumentFaults(root)).toEqual([])
})
