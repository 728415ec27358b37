/**
 * A named location of the tenant. Entra ID knows them by IP range or country; here a person is at one because the
 * console says so.
 */
export interface NamedLocation {
  displayName: string
  isTrusted: boolean
}

export const NAMED_LOCATIONS: readonly NamedLocation[] = [
  { displayName: 'Headquarters', isTrusted: true },
  { displayName: 'Home office', isTrusted: false },
  { displayName: 'Unknown place', isTrusted: false },
]

/** Where everybody is until the console moves them. */
export const USUAL_LOCATION = 'Headquarters'

export function isTrusted(location: string): boolean {
  return NAMED_LOCATIONS.some(({ displayName, isTrusted }) => displayName === location && isTrusted)
}

export function isNamedLocation(name: string): boolean {
  return NAMED_LOCATIONS.some(({ displayName }) => displayName === name)
}
