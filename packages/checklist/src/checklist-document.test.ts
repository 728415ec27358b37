import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { checklistDocument } from './checklist-document.ts'
import { CONTROLS } from './controls/index.ts'
import { declaredTags } from './evidence/declared-tags.ts'
import { loadAttacks } from './load-attacks.ts'
import { loadPairs } from './pairs/load-pairs.ts'
import { PROBES } from './probes/index.ts'

const [attacks, pairs] = await Promise.all([loadAttacks(), loadPairs()])
const sources = { controls: CONTROLS, attacks, pairs, probes: PROBES, declared: declaredTags('all') }

// Made anew by `npx vitest run checklist-document -u`.
test('docs/checklist.md says what the controls are, and what proves them', async () => {
  await expect(`${checklistDocument(sources)}\n`).toMatchFileSnapshot(
    join(repositoryRoot, 'docs/checklist.md'),
  )
})

test('every number of a standard that is in the table is mapped to a control', () => {
  expect(checklistDocument(sources)).not.toMatch(/\| +\|$/m)
})
