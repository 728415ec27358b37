import { Registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { applicationsOf } from './tenant.ts'

/** The output `registrations` of Bicep and of Terraform. */
export const Outputs = z.strictObject({
  tenantId: z.guid(),
  applications: z.record(
    z.string(),
    z.strictObject({ appId: z.guid(), url: z.url({ protocol: /^https$/ }).optional() }),
  ),
})
export type Outputs = z.infer<typeof Outputs>

/**
 * The registrations of a deployment: those of the mock with the tenant, the ids and the origins of a real one, and
 * without what only the mock has. What is generated from them is the same as before: neither ids nor origins are in it.
 * @throws Error when the outputs are of other applications
 */
export function adopt(
  registrations: Registrations,
  outputs: Outputs,
  authority = 'https://login.microsoftonline.com',
): Registrations {
  const kept = applicationsOf(registrations)
  const names = (all: readonly string[]) => all.toSorted().join(', ')
  const [ours, theirs] = [names(kept.map(({ name }) => name)), names(Object.keys(outputs.applications))]
  if (ours !== theirs) throw new Error(`the outputs are of ${theirs}, the registrations of ${ours}`)

  const replaced = (text: string) =>
    kept.reduce((changed, { name, url, appId }) => {
      const given = outputs.applications[name]
      const located = url !== undefined && given?.url !== undefined ? moved(changed, url, given.url) : changed
      return given === undefined ? located : located.replaceAll(appId, given.appId)
    }, text)
  return Registrations.parse({
    ...withStrings({ ...registrations, applications: kept }, replaced),
    authority,
    tenant: { ...registrations.tenant, id: outputs.tenantId },
  })
}

/** Not `http://localhost:44` in `http://localhost:4400`. */
function moved(text: string, from: string, to: string): string {
  return text === from || text.startsWith(`${from}/`) ? to.replace(/\/$/, '') + text.slice(from.length) : text
}

function withStrings<Tree>(tree: Tree, change: (text: string) => string): Tree {
  return JSON.parse(JSON.stringify(tree), (_key, value: unknown) =>
    typeof value === 'string' ? change(value) : value,
  ) as Tree
}
