import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mermaidDiagramsIn } from '@chain-of-trust/testkit/mermaid'
import { expect, test } from 'vitest'
import { connectionsOf, readCompose } from './containers/compose.fixture.ts'
import { repositoryRoot } from './repository.ts'

const document = readFileSync(join(repositoryRoot, 'docs/architecture-c4.md'), 'utf8')
const [context = '', containers = '', components = '', deployment = ''] = mermaidDiagramsIn(document)

const foldersIn = (text: string) =>
  [...text.matchAll(/\b(apps|packages)\/([\w-]+)/g)].map(([folder]) => folder)

/** Names of the apps behind the boxes of a picture: `id["…apps/name…"]`. */
function appsIn(diagram: string): Map<string, string> {
  const boxes = diagram.matchAll(/^\s*(?:\w+ --> )?(\w+)\[.*?apps\/([\w-]+).*$/gm)
  return new Map(Array.from(boxes, ([, id = '', app = '']) => [id, app]))
}

/** Arrows of a picture between two apps. */
function arrowsIn(diagram: string): [from: string, to: string][] {
  const apps = appsIn(diagram)
  return [...diagram.matchAll(/^\s*(\w+) (?:--|-\.).*?(?:-->|\.->) (\w+)$/gm)].flatMap(
    ([, from = '', to = '']) => {
      const ends = [apps.get(from), apps.get(to)]
      return ends[0] === undefined || ends[1] === undefined ? [] : [[ends[0], ends[1]] as [string, string]]
    },
  )
}

/** Pairs of services of docker-compose.yml that connect, a proxy being the service behind it. */
function connected(): Set<string> {
  const plain = (name: string) => name.replace(/-proxy$/, '')
  const pairs = connectionsOf(readCompose().services).map(({ from, to }) => `${plain(from)} → ${plain(to)}`)
  return new Set(pairs)
}

test('every folder that a picture names is there', () => {
  const there = new Set(
    ['apps', 'packages'].flatMap((group) =>
      readdirSync(join(repositoryRoot, group)).map((name) => `${group}/${name}`),
    ),
  )
  const named = foldersIn([context, containers, components, deployment].join('\n'))
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((folder) => !there.has(folder))).toEqual([])
})

test('no app is left out of the second picture', () => {
  const shown = new Set(appsIn(containers).values())
  expect(readdirSync(join(repositoryRoot, 'apps')).filter((app) => !shown.has(app))).toEqual([])
})

test('an arrow between two services is one that docker-compose.yml lets through', () => {
  const pairs = connected()
  // The browser, and what runs on a person's machine, are in no container.
  const services = arrowsIn(containers).filter(([from]) => !from.startsWith('ai-host'))
  expect(services.length).toBeGreaterThan(10)
  expect(services.map(([from, to]) => `${from} → ${to}`).filter((pair) => !pairs.has(pair))).toEqual([])
})

test('an arrow that nobody opened is found', () => {
  const changed = containers.replace('github -- Token C --> vault', 'github -- Token C --> resource')
  const found = arrowsIn(changed).map(([from, to]) => `${from} → ${to}`)
  expect(found).toContain('mcp-github → mock-graph')
  expect(connected()).not.toContain('mcp-github → mock-graph')
})
