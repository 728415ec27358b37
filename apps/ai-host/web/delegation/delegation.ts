import type { Catalogue } from '../wire/catalogue.ts'

/** Scopes by server. */
export type Scopes = Readonly<Record<string, readonly string[]>>

/**
 * What the person keeps from the agent. Kept, not granted: a permission that the catalogue brings anew is
 * shown as delegated, and one that was switched off stays off.
 */
export type Withheld = Scopes

export type DelegationChange =
  | { type: 'toggle'; server: string; scope: string }
  | { type: 'read_only'; catalogue: Catalogue }
  | { type: 'everything' }

export function withhold(withheld: Withheld, change: DelegationChange): Withheld {
  switch (change.type) {
    case 'toggle': {
      const { server, scope } = change
      const scopes = withheld[server] ?? []
      const next = scopes.includes(scope) ? scopes.filter((held) => held !== scope) : [...scopes, scope]
      return { ...withheld, [server]: next }
    }
    case 'read_only':
      return scopesOf(change.catalogue, (scope) => !isReadOnly(scope))
    case 'everything':
      return {}
  }
}

/**
 * The delegation as it goes with each chat request: what the catalogue offers, less what is withheld. A server
 * with nothing left is named with an empty list, so that silence never means consent.
 */
export function delegationOf(catalogue: Catalogue, withheld: Withheld): Record<string, string[]> {
  const all = scopesOf(catalogue, () => true)
  return Object.fromEntries(
    Object.entries(all).map(([server, scopes]) => [
      server,
      scopes.filter((scope) => !withheld[server]?.includes(scope)),
    ]),
  )
}

/** By the naming of Microsoft Graph's permissions: `Files.Read`, `Files.Read.All`, but not `Files.ReadWrite`. */
export function isReadOnly(scope: string): boolean {
  return scope.split('.').includes('Read')
}

export function count(scopes: Scopes): number {
  return Object.values(scopes).reduce((sum, some) => sum + some.length, 0)
}

function scopesOf(catalogue: Catalogue, keep: (scope: string) => boolean): Record<string, string[]> {
  return Object.fromEntries(
    catalogue.servers.map(({ name, scopes }) => [name, scopes.map(({ value }) => value).filter(keep)]),
  )
}
