/** What a person may do with a document; each role includes the ones before it. */
export const ROLES = ['read', 'write', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** Does a person with role `held` have at least `needed`? */
export function allows(held: Role, needed: Role): boolean {
  return ROLES.indexOf(held) >= ROLES.indexOf(needed)
}
