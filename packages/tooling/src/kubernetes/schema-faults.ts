/** Manifests against the schemas of their kinds, offline. */
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Manifest } from './kustomize.ts'
import { unknownFields } from './known-fields.ts'
import { packageFile } from './package-file.ts'

/** The kinds that infra/kubernetes uses, each with the module that holds its schema. */
const MODULES: Readonly<Record<string, string>> = {
  'v1/Namespace': 'kubernetes-models/v1/Namespace',
  'v1/ConfigMap': 'kubernetes-models/v1/ConfigMap',
  'v1/Service': 'kubernetes-models/v1/Service',
  'v1/ServiceAccount': 'kubernetes-models/v1/ServiceAccount',
  'apps/v1/Deployment': 'kubernetes-models/apps/v1/Deployment',
  'apps/v1/StatefulSet': 'kubernetes-models/apps/v1/StatefulSet',
  'autoscaling/v2/HorizontalPodAutoscaler': 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler',
  'policy/v1/PodDisruptionBudget': 'kubernetes-models/policy/v1/PodDisruptionBudget',
  'networking.k8s.io/v1/NetworkPolicy': 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy',
  'gateway.networking.k8s.io/v1/HTTPRoute':
    '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute',
  'gateway.networking.k8s.io/v1/BackendTLSPolicy':
    '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/BackendTLSPolicy',
}

/** The CSI driver's own kind, which no package on npm has: what of it the Azure provider takes. */
const SecretProviderClass = z.strictObject({
  apiVersion: z.literal('secrets-store.csi.x-k8s.io/v1'),
  kind: z.literal('SecretProviderClass'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.strictObject({
    provider: z.literal('azure'),
    // No `secretObjects`: it copies what it mounts into the cluster's database.
    parameters: z.strictObject({
      keyvaultName: z.string(),
      tenantId: z.guid(),
      clientID: z.guid(),
      objects: z.string(),
    }),
  }),
})

/** Everything wrong with a manifest, as sentences; a kind without a schema is wrong. */
export async function schemaFaults(manifest: Manifest): Promise<string[]> {
  const { apiVersion, kind, metadata } = manifest
  const name = `${kind} ${metadata.name}`
  if (kind === 'SecretProviderClass') {
    const { error } = SecretProviderClass.safeParse(manifest)
    return (error?.issues ?? []).map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`)
  }
  const module = MODULES[`${apiVersion}/${kind}`]
  if (module === undefined) return [`${name}: no schema for ${apiVersion}`]
  const file = packageFile(`${module}.js`, import.meta.filename)
  const exported = (await import(pathToFileURL(file).href)) as Record<string, new (data: unknown) => object>
  const strangers = unknownFields(manifest, file.replace(/\.js$/, '.d.ts'))
  return [
    ...strangers.map((field) => `${name}: ${field} is no field of ${kind}`),
    ...invalid(exported[kind], manifest).map((problem) => `${name}: ${problem}`),
  ]
}

function invalid(Kind: (new (data: unknown) => object) | undefined, manifest: Manifest): string[] {
  if (Kind === undefined) throw new Error(`the package has no ${manifest.kind}`)
  const model = new Kind(manifest) as { validate(): void }
  try {
    model.validate()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
