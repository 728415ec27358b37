import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../repository.ts'
import { listServices } from '../services.ts'
import { at, find, production } from './manifests.fixture.ts'
import type { Fields } from './merge-patch.ts'
import { looksSecret, podFaults } from './pod-faults.ts'

test('no pod has a privilege, an identity in the cluster or a secret in its environment', () => {
  const manifests = production()
  const pods = manifests.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind))
  const deployed = listServices()
    .map(({ name }) => name)
    .filter((name) => existsSync(join(repositoryRoot, `infra/kubernetes/base/${name}.yaml`)))
  expect(deployed.length).toBeGreaterThan(5)
  expect(pods.map(({ metadata }) => metadata.name).sort()).toEqual(deployed.sort())
  expect(pods.flatMap((manifest) => podFaults(manifest))).toEqual([])
  expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([])
})

const POD = 'spec.template.spec'
const SERVICE = `${POD}.containers.0`
const SIDECAR = `${POD}.initContainers.0`
test.each<[string, string, (found: Fields) => unknown]>([
  ['hostNetwork', POD, (pod) => (pod['hostNetwork'] = true)],
  ['automountServiceAccountToken', POD, (pod) => delete pod['automountServiceAccountToken']],
  ['serviceAccountName', POD, (pod) => delete pod['serviceAccountName']],
  ['runAsNonRoot', `${POD}.securityContext`, (context) => delete context['runAsNonRoot']],
  ['runAsUser', `${POD}.securityContext`, (context) => (context['runAsUser'] = 0)],
  ['seccompProfile', `${POD}.securityContext`, (context) => delete context['seccompProfile']],
  ['volume tmp is a hostPath', `${POD}.volumes`, (list) => set(list, 'tmp', { hostPath: { path: '/' } })],
  ['volume tls is a secret', `${POD}.volumes`, (list) => set(list, 'tls', { secret: { secretName: 'tls' } })],
  [
    'service: capabilities',
    `${SERVICE}.securityContext.capabilities`,
    (found) => (found['add'] = ['NET_RAW']),
  ],
  [
    'service: readOnlyRootFilesystem',
    `${SERVICE}.securityContext`,
    (found) => delete found['readOnlyRootFilesystem'],
  ],
  ['service: resources', `${SERVICE}.resources.limits`, (limits) => delete limits['memory']],
  ['service: livenessProbe', SERVICE, (container) => delete container['livenessProbe']],
  ['service: image without a digest', SERVICE, (container) => (container['image'] = 'example/agent:latest')],
  [
    'service: secretRef in the environment',
    SERVICE,
    (found) => (found['envFrom'] = [{ secretRef: { name: 'x' } }]),
  ],
  [
    'service: KEY in the environment',
    SERVICE,
    (found) => (found['env'] = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } }]),
  ],
  [
    'service: KEY in the environment',
    SERVICE,
    (found) =>
      (found['env'] = [{ name: 'KEY', valueFrom: { fieldRef: { fieldPath: 'metadata.annotations' } } }]),
  ],
  [
    'tls-proxy: allowPrivilegeEscalation',
    `${SIDECAR}.securityContext`,
    (found) => delete found['allowPrivilegeEscalation'],
  ],
  ['tls-proxy: hostPort', `${SIDECAR}.ports.0`, (port) => (port['hostPort'] = 443)],
])('%s is found', (fault, path, spoil) => {
  const manifest = find(production(), 'StatefulSet', 'token-vault')
  spoil(at(manifest, path))
  expect(podFaults(manifest)).toEqual([`StatefulSet token-vault: ${fault}`])
})

function set(list: Fields, name: string, source: Fields): void {
  const volumes = list as unknown as Fields[]
  volumes.splice(
    volumes.findIndex((volume) => volume['name'] === name),
    1,
    { name, ...source },
  )
}

test.each([
  ['DATABASE_PASSWORD', 'x', true],
  ['CLIENT_SECRET', 'x', true],
  ['MODEL_API_KEY', 'x', true],
  ['DATABASE_URL', 'postgresql://me:secret@db/x', true],
  ['ANYTHING', '-----BEGIN PRIVATE KEY-----', true],
  ['DATABASE_PASSWORD_FILE', 'hunter2', true],
  ['DATABASE_PASSWORD_FILE', '/secrets/database-password', false],
  ['DATABASE_URL', 'postgresql://me@db:5432/x?sslmode=verify-full', false],
  ['TOKEN_ENDPOINT', 'https://example.com/token', false],
])('%s=%s looks like a secret: %s', (name, value, secret) => {
  expect(looksSecret(name, value)).toBe(secret)
})
