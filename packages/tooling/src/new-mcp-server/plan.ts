/** What would be written, before anything is: every text of the tree that a new server changes. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Registrations } from '@chain-of-trust/service-kit/registrations'
import { ENTRA_FOLDER, entraFiles } from '../entra/entra-files.ts'
import { Addresses, deployedText } from '../kubernetes/deployed-registrations.ts'
import { formatted } from './formatted.ts'
import { type NewServer, NewServerError, SOURCE } from './new-server.ts'
import { ADDRESSES, ownManifests, places, REGISTRATIONS } from './places.ts'
import { ownFiles, readSource } from './source-files.ts'

/** Texts by path from the root; `undefined`: the file goes. */
export type Changes = Map<string, string | undefined>

const DEPLOYED = 'infra/kubernetes/overlays/production/registrations.json'
/** Whose form is its generator's, not the formatter's. */
const NOT_FORMATTED = /^(pnpm-lock\.yaml$|docs\/checklist\.md$|infra\/entra\/(bicep|terraform)\/)|\.env$/

/** @throws NewServerError naming the file that is not as it was when this was written */
export function planOfAdding(root: string, server: NewServer): Changes {
  const changes: Changes = new Map(ownFiles(root, server))
  for (const path of ownManifests(SOURCE)) {
    const text = readSource(root, path)
      .replaceAll(SOURCE, server.name)
      .replaceAll('4411', String(server.port))
    changes.set(path.replace(SOURCE, server.name), text)
  }
  for (const { path, add } of places(root)) {
    const text = readSource(root, path)
    changes.set(
      path,
      inFile(path, () => add(text, server)),
    )
  }
  return finished(root, changes)
}

/** What is there of it goes: a run that was broken off has no more than a part. */
export function planOfRemoving(root: string, name: string): Changes {
  const changes: Changes = new Map()
  const own = globSync([`apps/${name}/package.json`, `apps/${name}/src/**/*.*`], { cwd: root })
  for (const path of [...own, ...ownManifests(name)])
    if (existsSync(join(root, path))) changes.set(path, undefined)
  for (const { path, remove } of places(root)) {
    if (!changes.has(path)) changes.set(path, remove(readSource(root, path), name))
  }
  return finished(root, changes)
}

/** With what is generated from the registrations, in the formatter's form, without what stays as it is. */
function finished(root: string, changes: Changes): Changes {
  const registrations = Registrations.parse(JSON.parse(changes.get(REGISTRATIONS)!))
  changes.set(DEPLOYED, deployedText(Addresses.parse(JSON.parse(changes.get(ADDRESSES)!)), registrations))
  const generated = entraFiles(registrations)
  for (const [path, text] of generated) changes.set(`${ENTRA_FOLDER}/${path}`, text)
  for (const path of globSync('{bicep,terraform,graph}/**/*.*', { cwd: join(root, ENTRA_FOLDER) })) {
    if (!generated.has(path)) changes.set(`${ENTRA_FOLDER}/${path}`, undefined)
  }
  const loose = new Map(
    [...changes].flatMap(([path, text]): [string, string][] =>
      text === undefined || NOT_FORMATTED.test(path) ? [] : [[path, text]],
    ),
  )
  for (const [path, text] of formatted(root, loose)) changes.set(path, text)
  for (const [path, text] of changes) {
    const file = join(root, path)
    if (text === (existsSync(file) ? readFileSync(file, 'utf8') : undefined)) changes.delete(path)
  }
  return changes
}

function inFile<Result>(path: string, change: () => Result): Result {
  try {
    return change()
  } catch (error) {
    if (!(error instanceof NewServerError)) throw error
    throw new NewServerError(
      `${path}: ${error.message}. Nothing was written. Put the server in by hand there, or mend packages/tooling/src/new-mcp-server.`,
    )
  }
}
