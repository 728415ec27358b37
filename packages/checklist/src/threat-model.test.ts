import { readFileSync } from 'node:fs'
import { repositoryRoot } from '@chain-of-trust/tooling'
import { expect, test } from 'vitest'
import { CONTROLS } from './controls/index.ts'
import { loadAttacks } from './load-attacks.ts'
import { loadPairs } from './pairs/load-pairs.ts'
import { documentFile, findThreatFaults, threatsIn, type Known } from './threat-model.ts'

const document = readFileSync(documentFile(repositoryRoot), 'utf8')
const known: Known = {
  root: repositoryRoot,
  controls: new Set(CONTROLS.map(({ id }) => id)),
  attacks: new Set((await loadAttacks()).map(({ group, id }) => `${group}/${id}`)),
  pairs: new Set((await loadPairs()).map(({ id }) => id)),
}
const faultsOf = (text: string) => findThreatFaults(threatsIn(text), known)

test('every threat names controls, attacks, pairs and files that are there, and no letter of STRIDE is left out', () => {
  const threats = threatsIn(document)
  expect(threats.length).toBeGreaterThan(80)
  expect(new Set(threats.map(({ part }) => part)).size).toBe(12)
  expect(findThreatFaults(threats, known)).toEqual([])
})

test('every group of attacks stands against some threat', () => {
  const named = new Set(
    threatsIn(document).flatMap(({ evidence }) => evidence.map((name) => name.split('/')[0])),
  )
  const groups = new Set([...known.attacks].map((name) => name.split('/')[0]))
  expect([...groups].filter((group) => !named.has(group))).toEqual([])
})

test.each([
  [
    'an attack that is not there',
    '`forgery/claims-changed`',
    '`forgery/nosuch`',
    'no attack, pair or file forgery/nosuch',
  ],
  ['a control that is not there', '`LNK-2`', '`LNK-9`', 'no control LNK-9'],
  [
    'a file that is not there',
    'redact.test.ts',
    'nosuch.test.ts',
    'no attack, pair or file packages/auth-core/src/nosuch.test.ts',
  ],
  ['a row without evidence', '`forgery/claims-changed`', 'nothing', 'nothing shows it'],
  ['a row without control', /\| `STP-1` +\|/, '| none |', ': no control'],
  [
    'a letter that is left out',
    /^\| D .*streams and sessions.*\n/m,
    '',
    '4 Orchestrator → MCP server: Token B: no D',
  ],
] as const)('%s is found', (_title, from, to, fault) => {
  const changed = document.replace(from, to)
  expect(changed).not.toBe(document)
  expect(faultsOf(changed)).toContainEqual(expect.stringContaining(fault))
})
