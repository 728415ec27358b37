/** The files of the new server's own folder: its source's as they are today, but what its tools are. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appIdOf, type NewServer, NewServerError, SOURCE } from './new-server.ts'

/** What every server has: hosting, configuration, the chain that its tests start. */
const COPIED = [
  'package.json',
  'src/app.ts',
  'src/chain.fixture.ts',
  'src/config.ts',
  'src/main.ts',
  'src/security-events.test.ts',
]
/** What a person edits first. */
const WRITTEN = ['src/app.test.ts', 'src/policy.ts', 'src/server.ts', 'src/tools/list-items.ts']

const SOURCE_PORT = '4411'
const SOURCE_SCOPE = 'Documents.Read'

/** By their paths from the root. @throws NewServerError when a file of the source has moved, or names nothing */
export function ownFiles(root: string, server: NewServer): Map<string, string> {
  const folder = `apps/${server.name}`
  return new Map([
    ...COPIED.map((file): [string, string] => [`${folder}/${file}`, copied(root, file, server)]),
    ...WRITTEN.map((file): [string, string] => [`${folder}/${file}`, written(file, server)]),
  ])
}

/** The controls that its tests name, in the order of their ids. */
export function provenControls(root: string, server: NewServer): string[] {
  const tests = [...ownFiles(root, server)].filter(([path]) => path.endsWith('.test.ts'))
  const tags = tests.flatMap(([, text]) => [...text.matchAll(/\btags: \['([A-Z]+-\d+)'\]/g)])
  return [...new Set(tags.map(([, id]) => id!))].sort()
}

function copied(root: string, file: string, server: NewServer): string {
  const path = `apps/${SOURCE}/${file}`
  const text = readSource(root, path)
  if (!/sharepoint/i.test(text)) throw new NewServerError(`${path} does not name ${SOURCE} any more`)
  const { name, word, title, port, scope, identifier } = server
  return text
    .replaceAll(SOURCE, name)
    .replaceAll('MCP_SHAREPOINT', name.toUpperCase().replaceAll('-', '_'))
    .replaceAll(`a1b00000-0000-4000-8000-00000000${SOURCE_PORT}`, appIdOf(port))
    .replaceAll(SOURCE_PORT, String(port))
    .replaceAll(SOURCE_SCOPE, scope)
    .replaceAll(/\bsharepoint(?=-)/g, word)
    .replaceAll(/\bsharepoint\b/g, identifier)
    .replaceAll('SharePoint', title)
}

function written(file: string, server: NewServer): string {
  const template = readFileSync(
    join(import.meta.dirname, 'templates', `${file.replaceAll('/', '.')}.txt`),
    'utf8',
  )
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) =>
    String({ ...server }[key as keyof NewServer]),
  )
}

/** @throws NewServerError when it is not there */
export function readSource(root: string, path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    throw new NewServerError(`${path} is not there any more`)
  }
}
