import { expect, test } from 'vitest'
import { at, find, production } from './manifests.fixture.ts'
import type { Manifest } from './kustomize.ts'
import { schemaFaults } from './schema-faults.ts'

test('every manifest is what the schema of its kind wants', async () => {
  const manifests = production()
  expect(manifests.length).toBeGreaterThan(50)
  const faults = await Promise.all(manifests.map((manifest) => schemaFaults(manifest)))
  expect(faults.flat()).toEqual([])
})

const STATEFUL = 'StatefulSet orchestrator'
test.each<[string, string, (manifest: Manifest) => unknown, RegExp]>([
  [
    'a field that is spelled wrong',
    STATEFUL,
    (set) => (at(set, 'spec.template.spec.containers.0')['livenesProbe'] = {}),
    /containers\[0\]\.livenesProbe is no field/,
  ],
  [
    'a field in the wrong place',
    STATEFUL,
    (set) => (at(set, 'spec.template.spec')['readOnlyRootFilesystem'] = true),
    /spec\.template\.spec\.readOnlyRootFilesystem is no field/,
  ],
  [
    'a text where a number belongs',
    STATEFUL,
    (set) => (at(set, 'spec')['replicas'] = 'two'),
    /must be integer/,
  ],
  ['a field that is missing', STATEFUL, (set) => delete at(set, 'spec')['selector'], /selector/],
  [
    'a field of a CRD that is spelled wrong',
    'HTTPRoute token-vault',
    (route) => (at(route, 'spec')['hostname'] = 'x'),
    /spec\.hostname is no field/,
  ],
  [
    'secrets that would be copied into the cluster’s database',
    'SecretProviderClass token-vault',
    (secrets) => (at(secrets, 'spec')['secretObjects'] = []),
    /secretObjects/,
  ],
  [
    'a kind without a schema',
    STATEFUL,
    (set) => (set.apiVersion = 'apps/v1beta1'),
    /no schema for apps\/v1beta1/,
  ],
])('%s is found', async (_, which, spoil, message) => {
  const [kind = '', name = ''] = which.split(' ')
  const manifest = find(production(), kind, name)
  expect(await schemaFaults(manifest)).toEqual([])
  spoil(manifest)
  expect((await schemaFaults(manifest)).join('\n')).toMatch(message)
})
