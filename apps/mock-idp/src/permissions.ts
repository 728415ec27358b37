import type { Application, Applications } from './applications.ts'
import { scopesOf } from './applications.ts'
import { EntraError } from './entra-error.ts'
import type { ResourceScopes } from './scopes.ts'
import type { Consents } from './state/consents.ts'

/** What a client may ask of a resource, and in whose name. */
interface Delegation {
  oid: string
  client: Application
  resource: Application
}

export function permittedScopes({ oid, client, resource }: Delegation, consents: Consents): Set<string> {
  const preAuthorized = (resource.api?.preAuthorizedApplications ?? [])
    .filter(({ application }) => application === client.name)
    .flatMap(({ scopes }) => scopes)
  return new Set([...preAuthorized, ...consents.granted(oid, client.appId, resource.appId)])
}

/**
 * The narrowing rule: of the permitted scopes, only those that this request asks for. (Entra ID puts every scope
 * that was ever granted for the resource into the token; see README.)
 * @throws EntraError `consent_missing` when one of them is not permitted, or `.default` finds none
 */
export function grantedScopes(
  requested: ResourceScopes,
  { oid, client }: Omit<Delegation, 'resource'>,
  consents: Consents,
): string[] {
  const permitted = permittedScopes({ oid, client, resource: requested.resource }, consents)
  const granted = requested.isDefault ? [...permitted] : [...requested.scopes]
  if (granted.length === 0 || granted.some((scope) => !permitted.has(scope))) {
    throw new EntraError('consent_missing', { fill: { clientId: client.appId, client: client.displayName } })
  }
  return granted
}

/** One section of the consent page. */
export interface ConsentItem {
  client: Application
  resource: Application
  scopes: readonly string[]
}

/**
 * What a person is asked to consent to: the client's own request, and behind it, for each resource that names
 * the client in `knownClientApplications`, what that middle tier will be able to ask for in turn. A middle tier
 * has no page of its own, so this is the only moment to ask (combined consent).
 */
export function combinedConsent(
  client: Application,
  requested: readonly ResourceScopes[],
  applications: Applications,
): ConsentItem[] {
  const own = requested.map(({ resource, scopes, isDefault }) => ({
    client,
    resource,
    scopes: isDefault ? requiredScopes(client, resource) : scopes,
  }))
  return [...own, ...own.flatMap(({ resource }) => behind(resource, client, applications, new Set([client])))]
}

function behind(
  middleTier: Application,
  client: Application,
  applications: Applications,
  visited: ReadonlySet<Application>,
): ConsentItem[] {
  const knowsClient = middleTier.api?.knownClientApplications.includes(client.name) ?? false
  if (!knowsClient || visited.has(middleTier)) return []
  return middleTier.requiredResourceAccess.flatMap(({ application, scopes }) => {
    const resource = applications.byName(application)
    if (resource === undefined) return []
    const known = scopes.filter((scope) => scopesOf(resource).includes(scope))
    // Application permissions only: nothing that a person could grant.
    if (known.length === 0) return []
    const item = { client: middleTier, resource, scopes: known }
    return [item, ...behind(resource, middleTier, applications, new Set([...visited, middleTier]))]
  })
}

function requiredScopes(client: Application, resource: Application): string[] {
  return client.requiredResourceAccess
    .filter(({ application }) => application === resource.name)
    .flatMap(({ scopes }) => scopes)
}

/** Is there anything in the client's own request that nobody has permitted yet? */
export function needsConsent(
  requested: readonly ResourceScopes[],
  { oid, client }: Omit<Delegation, 'resource'>,
  consents: Consents,
): boolean {
  return requested.some(({ resource, scopes, isDefault }) => {
    const permitted = permittedScopes({ oid, client, resource }, consents)
    return isDefault ? permitted.size === 0 : scopes.some((scope) => !permitted.has(scope))
  })
}
