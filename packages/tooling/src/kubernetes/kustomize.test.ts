import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { repositoryRoot } from '../repository.ts'
import { buildKustomization, type Manifest } from './kustomize.ts'
import { mergePatch } from './merge-patch.ts'

const overlay = join(repositoryRoot, 'infra/kubernetes/overlays/production')
const kubectl = spawnSync('kubectl', ['kustomize', overlay], { encoding: 'utf8' })

function folderWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'kustomize-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}
const header = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'
const byName = (manifests: Manifest[]) =>
  Object.fromEntries(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest]))

// The comparison needs kubectl; everything else does not.
test.skipIf(kubectl.error !== undefined)('what is built here is what kubectl builds', () => {
  expect(kubectl.stderr).toBe('')
  const theirs = parseAllDocuments(kubectl.stdout).map((document) => document.toJS() as Manifest)
  expect(theirs.length).toBeGreaterThan(50)
  expect(byName(buildKustomization(overlay))).toEqual(byName(theirs))
})

test('a list is merged by what names its entries, and any other replaced', () => {
  const pod = {
    containers: [{ name: 'service', env: [{ name: 'A', value: '1' }], args: ['x'] }],
    volumes: [{ name: 'state' }],
  }
  const patch = {
    containers: [
      {
        name: 'service',
        env: [
          { name: 'A', value: '2' },
          { name: 'B', value: '3' },
        ],
        args: ['y'],
      },
    ],
    volumes: [{ name: 'tmp' }],
  }
  expect(mergePatch(pod, patch)).toEqual({
    containers: [
      {
        name: 'service',
        env: [
          { name: 'B', value: '3' },
          { name: 'A', value: '2' },
        ],
        args: ['y'],
      },
    ],
    volumes: [{ name: 'tmp' }, { name: 'state' }],
  })
  expect(pod.containers[0]?.env).toEqual([{ name: 'A', value: '1' }])
})

test('other settings are another ConfigMap, so the pods that read them are replaced', () => {
  const nameOf = (value: string) =>
    buildKustomization(
      folderWith({
        'kustomization.yaml': `${header}configMapGenerator:\n  - name: one\n    envs: [one.env]\n`,
        'one.env': `# a comment\nA=${value}\n`,
      }),
    )[0]?.metadata.name
  expect(nameOf('1')).toMatch(/^one-[bcdfghkmt2456789]{10}$/)
  expect(nameOf('1')).not.toBe(nameOf('2'))
})

test.each([
  ['a field that this does not know', 'namePrefix: x-\n', /namePrefix/],
  ['a patch for nothing', 'patches:\n  - path: p.yaml\n    target: { kind: Job }\n', /nothing to patch/],
  [
    'an image that nothing runs',
    `images:\n  - { name: a, newName: b, digest: 'sha256:0' }\n`,
    /nothing runs a/,
  ],
])('%s is an error', (_, text, message) => {
  const folder = folderWith({
    'kustomization.yaml': header + text,
    'p.yaml': 'apiVersion: v1\nkind: Job\nmetadata: { name: every }\n',
  })
  expect(() => buildKustomization(folder)).toThrow(message)
})
