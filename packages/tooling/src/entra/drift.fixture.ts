/** The generated files as they lie there, read back by what reads the language and not by what wrote it. */
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { repositoryRoot } from '../repository.ts'
import { readBicep } from './bicep/read-bicep.ts'
import { ENTRA_FOLDER } from './entra-files.ts'
import { describedTenant, type Tenant } from './tenant.ts'
import { readTerraform } from './terraform/read-terraform.ts'

const require = createRequire(import.meta.url)
// Its types would bring those of a browser into every file of the workspace.
const { parse } = require('@cdktn/hcl2json') as {
  /** HashiCorp's own parser, as WebAssembly. */
  parse: (name: string, text: string) => Promise<unknown>
}

const real = registrations()
export const described = describedTenant(real)

const folder = join(repositoryRoot, ENTRA_FOLDER)
/** By path under `infra/entra/`. */
export const written: ReadonlyMap<string, string> = new Map(
  globSync('{bicep,terraform,graph}/**/*.*', { cwd: folder })
    .sort()
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
)

export function inBicep(files: ReadonlyMap<string, string>): Tenant['applications'] {
  return readBicep(within('bicep', files), real)
}

const parsed = new Map<string, Promise<unknown>>()

export async function inTerraform(files: ReadonlyMap<string, string>): Promise<Tenant> {
  const trees = [...within('terraform', files)].map(([name, text]) => {
    const tree = parsed.get(text) ?? parse(name, text)
    parsed.set(text, tree)
    return tree
  })
  return readTerraform(await Promise.all(trees), real)
}

/** The files with one of them changed. */
export function changed(path: string, from: string | RegExp, to: string): Map<string, string> {
  const text = written.get(path) ?? ''
  const result = text.replace(from, to)
  if (result === text) throw new Error(`${path} has no ${String(from)}`)
  return new Map([...written, [path, result]])
}

function within(name: string, files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...files].flatMap(([path, text]): [string, string][] =>
      path.startsWith(`${name}/`) ? [[path.slice(name.length + 1), text]] : [],
    ),
  )
}
