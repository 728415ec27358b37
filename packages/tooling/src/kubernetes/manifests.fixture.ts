import { join } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import { buildKustomization, type Manifest } from './kustomize.ts'
import { isObject, type Fields } from './merge-patch.ts'

/** What `kubectl apply -k` would send, for the overlay for production; a copy for each caller. */
export function production(): Manifest[] {
  return structuredClone((built ??= buildKustomization(overlay)))
}
const overlay = join(repositoryRoot, 'infra/kubernetes/overlays/production')
let built: Manifest[] | undefined

/** The one manifest of a kind and name. @throws Error when there is none */
export function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return found
}

/** The value at a path (`spec.template`, `0` for an entry of a list). @throws Error when a step leads nowhere */
export function at(value: unknown, path: string): Fields {
  let here = value
  for (const step of path.split('.')) here = (here as Fields)[step]
  if (!isObject(here) && !Array.isArray(here)) throw new Error(`nothing at ${path}`)
  return here as Fields
}

/** Every generated ConfigMap's data, by its name without the digest. */
export function settings(manifests: readonly Manifest[]): Record<string, Record<string, string>> {
  return Object.fromEntries(
    manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(({ metadata, data }) => [
        metadata.name.replace(/-[a-z\d]{10}$/, ''),
        data as Record<string, string>,
      ]),
  )
}
