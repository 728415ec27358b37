import type { AuditFiles } from '@chain-of-trust/auth-core'

/**
 * The name under which audit-trail knows a log: its file's, or `<service>.<instance>[.<slot>]` where each machine has a folder of
 * its own, and every folder has a log of the same name.
 */
export function sentName({ service, name }: AuditFiles, instance: string | undefined): string {
  return instance === undefined ? name : `${service}.${instance}${name.slice(service.length)}`
}
