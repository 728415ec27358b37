import type { Application } from './applications.ts'

/** Who was assigned which role for people (`appRoleAssignment` of Microsoft Graph): resource, role, object ids. */
const ASSIGNED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // Carol.
  'audit-trail': { Auditor: ['aaaaaaaa-0000-4000-8000-000000000003'] },
}

/**
 * `roles` of a person's token for `resource`: what they were assigned there, of the roles that it has for people. An
 * application's own (`Audit.Write`) never stands in a token that has a person behind it.
 */
export function rolesOf(oid: string, { name, appRoles }: Application): string[] {
  const assigned = ASSIGNED[name] ?? {}
  return appRoles
    .filter(({ allowedMemberTypes }) => allowedMemberTypes.includes('User'))
    .map(({ value }) => value)
    .filter((value) => assigned[value]?.includes(oid) === true)
}
