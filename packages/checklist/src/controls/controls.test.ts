import { expect, test } from 'vitest'
import { declaredTags } from '../evidence/declared-tags.ts'
import { loadAttacks } from '../load-attacks.ts'
import { loadPairs } from '../pairs/load-pairs.ts'
import { PROBES } from '../probes/index.ts'
import { CONTROLS } from './index.ts'
import { OWN, serverProofs } from './servers.ts'

const ids = new Set<string>(CONTROLS.map(({ id }) => id))

test('each control has an id of its own, and is mapped to a standard', () => {
  expect(ids.size).toBe(CONTROLS.length)
  expect(CONTROLS.filter(({ standards }) => standards.length === 0)).toEqual([])
})

test('every point of the playbook’s two lists has a control', () => {
  const sources = CONTROLS.map(({ source }) => source)
  expect(sources.filter((source) => source === 'Common pitfalls').length).toBeGreaterThanOrEqual(5)
  // Ten points, by the prefix of their ids.
  const points = ['REG', 'DEL', 'STD', 'AUD', 'STP', 'VLT', 'CAE', 'LOG', 'POP', 'RES']
  const numbered = new Set([...ids].map((id) => id.split('-')[0]))
  expect(points.filter((point) => !numbered.has(point))).toEqual([])
})

test('nothing names a control that there is not', async () => {
  const named = [
    ...[...declaredTags('all').values()].flat(),
    ...(await loadAttacks()).flatMap(({ attack }) => attack.controls),
    ...(await loadPairs()).flatMap(({ pair }) => pair.controls),
    ...PROBES.flatMap(({ controls }) => controls),
  ]
  expect(named.length).toBeGreaterThan(400)
  expect(named.filter((id) => !ids.has(id))).toEqual([])
})

test('every control that is to be proven is named by a test', () => {
  const tagged = new Set([...declaredTags('all').values()].flat())
  const without = CONTROLS.filter(({ id, excluded }) => excluded === undefined && !tagged.has(id))
  expect(without.map(({ id }) => id)).toEqual([])
})

test('every MCP server on HTTP proves its own audience and scopes', () => {
  const servers = serverProofs(declaredTags('unit')).filter(({ http }) => http)
  expect(servers.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['mcp-sharepoint', 'mcp-github', 'mcp-jira']),
  )
  expect(servers.filter(({ controls }) => OWN.some((id) => !controls.includes(id)))).toEqual([])
})

test('a new server counts from the first tagged test of its own on', () => {
  const file = 'apps/mcp-jira/src/app.test.ts'
  const jira = (ids: string[]) => serverProofs(new Map([[file, ids]])).find(({ name }) => name === 'mcp-jira')
  expect(jira([])).toEqual({ name: 'mcp-jira', http: true, controls: [] })
  expect(jira(['STP-3', 'AUD-1'])?.controls).toEqual(['AUD-1', 'STP-3'])
  expect(serverProofs(new Map([['packages/mcp-kit/src/app.test.ts', ['AUD-1']]]))[0]?.controls).toEqual([])
})

test('every pitfall is shown by a pair, where the exploit works on the mistake', async () => {
  const shown = new Set((await loadPairs()).flatMap(({ pair }) => pair.controls))
  const pitfalls = CONTROLS.filter(({ id }) => id.startsWith('PIT-')).map(({ id }) => id)
  expect(pitfalls.filter((id) => !shown.has(id))).toEqual([])
})
