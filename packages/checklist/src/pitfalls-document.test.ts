import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { CONTROLS } from './controls/index.ts'
import { loadPairs } from './pairs/load-pairs.ts'

const document = readFileSync(join(repositoryRoot, 'docs/pitfalls.md'), 'utf8')
const rows = [...document.matchAll(/^\| \[.*?\]\(.*?\) *\|(.*?)\|(.*?)\|$/gm)].map(
  ([, controls = '', pair = '']) => ({
    controls: [...controls.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id),
    pair: pair.replaceAll('`', '').trim(),
  }),
)
const pairs = await loadPairs()

test('each pitfall with a pair names it, with controls that the pair proves', () => {
  expect(rows.length).toBeGreaterThan(10)
  const wrong = rows.filter(({ controls, pair: name }) => {
    const proven: readonly string[] = pairs.find(({ id }) => id === name)?.pair.controls ?? []
    return controls.length === 0 || (name !== '' && !controls.every((id) => proven.includes(id)))
  })
  expect(wrong).toEqual([])
})

test('no pair is without a pitfall', () => {
  expect(pairs.map(({ id }) => id).filter((id) => !rows.some(({ pair: name }) => name === id))).toEqual([])
})

test('its controls are those of the checklist, and the playbook’s five pitfalls are all there', () => {
  const named = rows.flatMap(({ controls }) => controls)
  const known: readonly string[] = CONTROLS.map(({ id }) => id)
  expect(named.filter((id) => !known.includes(id))).toEqual([])
  expect(known.filter((id) => id.startsWith('PIT-') && !named.includes(id))).toEqual([])
})
