/**
 * Builds what `kubectl kustomize` builds, for the part of it that infra/kubernetes uses, so that the manifests can be checked on
 * a machine without kubectl; where there is one, a test compares. Anything else in a kustomization.yaml is an error.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { isObject, mergePatch, type Fields } from './merge-patch.ts'

export interface Manifest extends Fields {
  apiVersion: string
  kind: string
  metadata: Fields & { name: string }
}

const Kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  labels: z.array(z.strictObject({ pairs: z.record(z.string(), z.string()) })).default([]),
  resources: z.array(z.string()).default([]),
  configMapGenerator: z
    .array(
      z.strictObject({
        name: z.string(),
        files: z.array(z.string()).default([]),
        envs: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  patches: z
    .array(z.strictObject({ path: z.string(), target: z.strictObject({ kind: z.string() }) }))
    .default([]),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), digest: z.string() })).default([]),
})
const Document = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
})
/** Kinds that are in no namespace. */
const CLUSTER_WIDE = ['Namespace']

/** Every manifest of a folder with a kustomization.yaml. @throws Error, or ZodError, when it cannot be built */
export function buildKustomization(folder: string): Manifest[] {
  return hashConfigMaps(build(folder))
}

function build(folder: string): Manifest[] {
  const text = (file: string) => readFileSync(join(folder, file), 'utf8')
  const kustomization = Kustomization.parse(parse(text('kustomization.yaml')))
  let manifests = kustomization.resources.flatMap((resource) =>
    statSync(join(folder, resource)).isDirectory()
      ? build(join(folder, resource))
      : documentsOf(text(resource)),
  )
  for (const { name, files, envs } of kustomization.configMapGenerator) {
    const data = Object.fromEntries([
      ...files.map((file) => [basename(file), text(file)]),
      ...envs.flatMap((file) => variablesOf(text(file))),
    ])
    manifests.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })
  }
  for (const { path, target } of kustomization.patches) {
    const { apiVersion: _, kind: __, metadata: ___, ...patch } = Document.parse(parse(text(path)))
    const wanted = new RegExp(`^(${target.kind})$`)
    if (!manifests.some(({ kind }) => wanted.test(kind))) throw new Error(`${path}: nothing to patch`)
    manifests = manifests.map((manifest) =>
      wanted.test(manifest.kind) ? (mergePatch(manifest, patch) as Manifest) : manifest,
    )
  }
  for (const { name, newName, digest } of kustomization.images) {
    const found = manifests.flatMap(containersOf).filter((container) => container['image'] === name)
    if (found.length === 0) throw new Error(`images: nothing runs ${name}`)
    for (const container of found) container['image'] = `${newName}@${digest}`
  }
  for (const { kind, metadata } of manifests) {
    const { namespace } = kustomization
    if (namespace !== undefined && !CLUSTER_WIDE.includes(kind)) metadata['namespace'] = namespace
    const labels = Object.assign(
      {},
      metadata['labels'],
      ...kustomization.labels.map(({ pairs }) => pairs),
    ) as Fields
    if (Object.keys(labels).length > 0) metadata['labels'] = labels
  }
  return manifests
}

function documentsOf(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => Document.parse(document.toJS()))
}

/** `NAME=value` a line, `#` begins a comment; as kustomize reads it. */
function variablesOf(text: string): [string, string][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
}

/** The containers of a workload, sidecars included. */
export function containersOf(manifest: Manifest): Fields[] {
  const pod = podOf(manifest)
  return ['initContainers', 'containers'].flatMap((list) => (pod?.[list] ?? []) as Fields[])
}

/** The pod that a workload makes, or nothing. */
export function podOf({ kind, spec }: Manifest): Fields | undefined {
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)) return undefined
  const template = isObject(spec) ? spec['template'] : undefined
  return isObject(template) && isObject(template['spec']) ? template['spec'] : undefined
}

/** Names a generated ConfigMap by its content: another content is another pod. */
function hashConfigMaps(manifests: Manifest[]): Manifest[] {
  const names = new Map<string, string>()
  for (const { kind, metadata, data } of manifests) {
    if (kind !== 'ConfigMap') continue
    const hashed = `${metadata.name}-${contentHash(data as Record<string, string>)}`
    names.set(metadata.name, hashed)
    metadata.name = hashed
  }
  for (const manifest of manifests) {
    for (const reference of configMapReferences(manifest)) {
      reference['name'] = names.get(String(reference['name'])) ?? reference['name']
    }
  }
  return manifests
}

function configMapReferences(manifest: Manifest): Fields[] {
  const volumes = (podOf(manifest)?.['volumes'] ?? []) as Fields[]
  const sources = containersOf(manifest).flatMap(({ envFrom }) => (envFrom ?? []) as Fields[])
  return [
    ...volumes.map(({ configMap }) => configMap),
    ...sources.map(({ configMapRef }) => configMapRef),
  ].filter(isObject)
}

/** kustomize's own: the JSON's SHA-256 (it leaves the name empty), ten digits, with letters that spell no word. */
function contentHash(data: Record<string, string>): string {
  const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)))
  // Go's encoder escapes these three.
  const json = JSON.stringify({ data: sorted, kind: 'ConfigMap', name: '' }).replaceAll(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )
  const spelled: Record<string, string> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }
  const digest = createHash('sha256').update(json).digest('hex').slice(0, 10)
  return digest.replaceAll(/[013ae]/g, (digit) => spelled[digit] ?? digit)
}
