import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findDocumentFaults, stepsInCode, stepsInDocument } from './documents.ts'
import { repositoryRoot } from './repository.ts'

function repositoryWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'chain-of-trust-'))
  for (const [file, text] of Object.entries({ 'package.json': '{"scripts":{"start":"x"}}', ...files })) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

test('every command, path and link in the documents exists', () => {
  expect(findDocumentFaults(repositoryRoot)).toEqual([])
})

test('the numbered steps of the code are those of docs/walkthrough.md, one to ten', () => {
  expect(stepsInCode(repositoryRoot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(stepsInDocument(repositoryRoot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
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
