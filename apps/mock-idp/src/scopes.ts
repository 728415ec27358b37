import { scopesOf, type Application, type Applications } from './applications.ts'
import { EntraError } from './entra-error.ts'

const OIDC = new Set(['openid', 'profile', 'email', 'offline_access'])

/** The permissions asked of one resource. */
export interface ResourceScopes {
  resource: Application
  /** Short names, as in `scp`. */
  scopes: readonly string[]
  /** `.default`: all that was granted, whatever that is. */
  isDefault: boolean
  /** As written in the request, for the `scope` of the response: MSAL finds its cache entries by these strings. */
  asked: readonly string[]
}

export interface RequestedScopes {
  oidc: readonly string[]
  resources: readonly ResourceScopes[]
}

/**
 * Reads a `scope` parameter in Entra's form: `<App ID URI>/<scope>`, the resource being all before the last
 * slash (a resource URL may have a path of its own).
 * @throws EntraError `scope_invalid`, `scope_unknown`, `resource_unknown`
 */
export function parseScopes(scope: string, client: Application, applications: Applications): RequestedScopes {
  const values = [...new Set(scope.split(' ').filter((value) => value !== ''))]
  const oidc = values.filter((value) => OIDC.has(value))
  const byResource = new Map<Application, string[]>()

  for (const value of values.filter((value) => !OIDC.has(value))) {
    const slash = value.lastIndexOf('/')
    if (slash <= 0 || slash === value.length - 1) {
      throw new EntraError('scope_invalid', { fill: { detail: `the scope ${value} names no resource` } })
    }
    const identifier = value.slice(0, slash)
    const resource = applications.byIdentifier(identifier)
    if (resource === undefined) throw new EntraError('resource_unknown', { fill: { resource: identifier } })
    byResource.set(resource, [...(byResource.get(resource) ?? []), value])
  }
  return {
    oidc,
    resources: [...byResource].map(([resource, asked]) => resourceScopes(resource, asked, client)),
  }
}

function resourceScopes(resource: Application, asked: string[], client: Application): ResourceScopes {
  const names = asked.map((value) => value.slice(value.lastIndexOf('/') + 1))
  const isDefault = names.includes('.default')
  if (isDefault && names.length > 1) {
    throw new EntraError('scope_invalid', {
      fill: { detail: '.default cannot be combined with other scopes' },
    })
  }
  const unknown = isDefault ? undefined : names.find((name) => !scopesOf(resource).includes(name))
  if (unknown !== undefined) {
    throw new EntraError('scope_unknown', {
      fill: { client: client.displayName, scope: unknown, resource: resource.appId },
    })
  }
  return { resource, asked, isDefault, scopes: isDefault ? [] : names }
}

/** A token has one audience, so a token request names one resource at most. */
export function singleResource({ resources }: RequestedScopes): ResourceScopes | undefined {
  if (resources.length > 1) throw new EntraError('scope_several_resources')
  return resources[0]
}

/**
 * RFC 8707 `resource`, as Entra reads it: it may be there, it selects nothing, and it must be the resource of the
 * scopes to the letter. A trailing slash is another resource.
 */
export function enforceResourceParameter(resource: string | undefined, requested: RequestedScopes): void {
  if (resource === undefined) return
  const matches = requested.resources.every(({ asked }) =>
    asked.every((value) => value.slice(0, value.lastIndexOf('/')) === resource),
  )
  if (!matches) throw new EntraError('resource_mismatch')
}
