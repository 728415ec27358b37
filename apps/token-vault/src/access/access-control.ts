import { ConfigError, linkedAccounts, registration, type LinkedAccount } from '@chain-of-trust/service-kit'
import type { Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/providers.ts'

/** What one application may have: accounts at one provider, at most with these scopes. */
export interface AccessRow {
  /** The application's name in the registrations. */
  server: string
  displayName: string
  /** Its client id: the `azp` of its tokens. */
  client: string
  provider: Provider
  scopes: readonly string[]
}

/** Nothing but the verified `azp` selects a row: what is not in it is refused. */
export interface AccessControl {
  rows: readonly AccessRow[]
  ofClient(azp: string): AccessRow | undefined
  ofServer(name: string): AccessRow | undefined
}

/** What a connection begins with, unless the person chooses more: nothing that changes anything. */
export function readingScopes({ provider, scopes }: AccessRow): string[] {
  return scopes.filter((scope) => provider.scopes[scope]?.reads === true)
}

/**
 * With those that go with every connection: whose account it is has to be asked, and without them the provider would
 * not say.
 */
export function withAccountScopes({ provider }: AccessRow, scopes: readonly string[]): string[] {
  return [...new Set([...provider.accountScopes, ...scopes])]
}

/**
 * The access control list of the registrations.
 * @throws ConfigError for a row that names a provider or a scope that there is not, or an application twice
 */
export function openAccessControl(
  providers: Providers,
  list: readonly LinkedAccount[] = linkedAccounts(),
): AccessControl {
  const faults: string[] = []
  const rows = list.flatMap(({ application, provider: name, scopes }) => {
    const provider = providers.get(name)
    const unknown = scopes.filter((scope) => provider !== undefined && !(scope in provider.scopes))
    if (provider === undefined) faults.push(`linkedAccounts: ${application}: there is no provider ${name}`)
    if (unknown.length > 0)
      faults.push(`linkedAccounts: ${application}: ${name} has no ${unknown.join(', ')}`)
    const { appId: client, displayName } = registration(application)
    return provider === undefined ? [] : [{ server: application, displayName, client, provider, scopes }]
  })
  const byClient = new Map(rows.map((row) => [row.client, row]))
  if (byClient.size < rows.length) faults.push('linkedAccounts: one row for each application')
  if (faults.length > 0) throw new ConfigError(faults)
  return {
    rows,
    ofClient: (azp) => byClient.get(azp),
    ofServer: (name) => rows.find(({ server }) => server === name),
  }
}
