/** Strategic merge, as Kubernetes has it: objects by key, and the lists below by what names their entries. */
export type Fields = Record<string, unknown>

/** What names an entry of a list that is merged; any other list is replaced. */
const NAMED_BY: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns a new value; entries that only the patch has come first, as kustomize puts them */
export function mergePatch(value: unknown, patch: unknown, name = ''): unknown {
  if (isObject(value) && isObject(patch)) {
    const merged: Fields = { ...value }
    for (const [key, change] of Object.entries(patch)) merged[key] = mergePatch(value[key], change, key)
    return merged
  }
  const key = NAMED_BY[name]
  if (key === undefined || !Array.isArray(value) || !Array.isArray(patch)) return structuredClone(patch)
  const entries = value as Fields[]
  const changes = patch as Fields[]
  const kept = entries.map((entry) =>
    mergePatch(entry, changes.find((change) => change[key] === entry[key]) ?? {}),
  )
  const added = changes.filter((change) => !entries.some((entry) => entry[key] === change[key]))
  return [...structuredClone(added), ...kept]
}
