/**
 * What the Pod Security Standard "restricted" asks of a pod, and we beyond it. The cluster enforces the standard on the
 * namespace; a manifest that would be turned away there is found here.
 */
import { containersOf, podOf, type Manifest } from './kustomize.ts'
import { isObject, type Fields } from './merge-patch.ts'

/** Volumes of the standard, without `secret`: a Secret lies in the cluster's database, where its backup has it too. */
const VOLUMES = ['configMap', 'csi', 'emptyDir', 'persistentVolumeClaim']
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe']
const DIGEST = /@sha256:[0-9a-f]{64}$/

/** Everything wrong with a workload's pod, as sentences; a manifest that makes no pod: none. */
export function podFaults(manifest: Manifest): string[] {
  const pod = podOf(manifest)
  if (pod === undefined) return []
  const security = fields(pod['securityContext'])
  const faults = [
    ...['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers'].filter((name) => pod[name] !== undefined),
    ...(pod['automountServiceAccountToken'] === false ? [] : ['automountServiceAccountToken']),
    ...(pod['enableServiceLinks'] === false ? [] : ['enableServiceLinks']),
    ...(typeof pod['serviceAccountName'] === 'string' ? [] : ['serviceAccountName']),
    ...(security['runAsNonRoot'] === true ? [] : ['runAsNonRoot']),
    // A number: the kubelet cannot tell that a name is not root.
    ...(Number(security['runAsUser']) > 0 ? [] : ['runAsUser']),
    ...(fields(security['seccompProfile'])['type'] === 'RuntimeDefault' ? [] : ['seccompProfile']),
    ...volumeFaults((pod['volumes'] ?? []) as Fields[]),
    ...containersOf(manifest).flatMap((container) =>
      containerFaults(container).map((fault) => `${String(container['name'])}: ${fault}`),
    ),
  ]
  return faults.map((fault) => `${manifest.kind} ${manifest.metadata.name}: ${fault}`)
}

function volumeFaults(volumes: Fields[]): string[] {
  return volumes.flatMap(({ name, ...source }) =>
    Object.keys(source)
      .filter((kind) => !VOLUMES.includes(kind))
      .map((kind) => `volume ${String(name)} is a ${kind}`),
  )
}

function containerFaults(container: Fields): string[] {
  const security = fields(container['securityContext'])
  const capabilities = fields(security['capabilities'])
  const { requests, limits } = fields(container['resources'])
  const ports = (container['ports'] ?? []) as Fields[]
  const variables = (container['env'] ?? []) as Fields[]
  const sources = (container['envFrom'] ?? []) as Fields[]
  const sidecar = container['restartPolicy'] === 'Always'
  return [
    ...(security['allowPrivilegeEscalation'] === false ? [] : ['allowPrivilegeEscalation']),
    ...(security['readOnlyRootFilesystem'] === true ? [] : ['readOnlyRootFilesystem']),
    ...(security['privileged'] === undefined ? [] : ['privileged']),
    ...(security['runAsUser'] === undefined ? [] : ['runAsUser']),
    ...(JSON.stringify(capabilities) === '{"drop":["ALL"]}' ? [] : ['capabilities']),
    ...ports.filter(({ hostPort }) => hostPort !== undefined).map(() => 'hostPort'),
    ...(fields(limits)['memory'] && fields(requests)['memory'] && fields(requests)['cpu']
      ? []
      : ['resources']),
    ...(DIGEST.test(String(container['image'])) ? [] : ['image without a digest']),
    ...(sidecar ? [] : PROBES.filter((probe) => container[probe] === undefined)),
    // From a Secret, or by value: either way it would be in the environment of the process and of its children.
    ...variables
      .filter(
        ({ name, value, valueFrom }) =>
          (valueFrom !== undefined && !isPodName(valueFrom)) || looksSecret(String(name), String(value)),
      )
      .map(({ name }) => `${String(name)} in the environment`),
    ...sources.filter(({ secretRef }) => secretRef !== undefined).map(() => 'secretRef in the environment'),
  ]
}

/** What a pod is called, which its log is called too, and no other field of it. */
function isPodName(source: unknown): boolean {
  return JSON.stringify(source) === '{"fieldRef":{"fieldPath":"metadata.name"}}'
}

/** A variable that is no file's name and is called, or looks like, a secret. */
export function looksSecret(name: string, value: string): boolean {
  if (name.endsWith('_FILE') || name.endsWith('_DIR')) return !value.startsWith('/')
  return /SECRET|PASSWORD|TOKEN$|CREDENTIAL|API_KEY/.test(name) || /:\/\/[^/@]*:[^/@]*@|BEGIN|eyJ/.test(value)
}

function fields(value: unknown): Fields {
  return isObject(value) ? value : {}
}
