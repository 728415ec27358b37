/** The new server in `registrations.json`, and in the addresses of a deployment. */
import { appIdOf, type NewServer, NewServerError, scopeIdOf, SOURCE } from './new-server.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Members = { [key: string]: Json }

/** What it asks of the resource that it starts with. */
const RESOURCE = 'mock-graph'
const RESOURCE_SCOPES = ['Files.Read']
const CLIENT = 'orchestrator'

const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const print = (value: Json): string => `${JSON.stringify(value, null, 2)}\n`

/**
 * Registers the server as its source is, with one scope and with the least of the resource.
 *
 * @param text `infra/entra/registrations.json`
 * @throws NewServerError when the source is not registered as this expects it
 */
export function addRegistration(text: string, server: NewServer): string {
  const registrations = JSON.parse(text) as Members
  const applications = registrations['applications'] as Members[]
  const source = applications.find(({ name }) => name === SOURCE)
  if (source === undefined) throw new NewServerError(`${SOURCE} is not registered any more`)
  const last = applications.findLastIndex(({ name }) => typeof name === 'string' && name.startsWith('mcp-'))
  const own = applicationFrom(source, server)
  const others = applications.map((application) => mentionBeside(application, server) as Members)
  return print({ ...registrations, applications: others.toSpliced(last + 1, 0, own) })
}

function applicationFrom(source: Members, server: NewServer): Members {
  const { name, title, port, scope } = server
  const url = `http://localhost:${port}`
  const consent = `Read with ${title} what you can read`
  const asked = (source['requiredResourceAccess'] as Members[]).map((access) =>
    access['application'] === RESOURCE ? { ...access, scopes: RESOURCE_SCOPES } : access,
  )
  const oauth2PermissionScopes = [
    {
      id: scopeIdOf(port),
      value: scope,
      type: 'User',
      adminConsentDescription: consent,
      userConsentDescription: consent,
    },
  ]
  const preAuthorizedApplications = [{ application: CLIENT, scopes: [scope] }]
  return {
    ...source,
    name,
    displayName: `${title} tools (MCP server)`,
    appId: appIdOf(port),
    url,
    resource: `${url}/mcp`,
    identifierUris: [`${url}/mcp`],
    api: { ...(source['api'] as Members), oauth2PermissionScopes, preAuthorizedApplications },
    requiredResourceAccess: asked,
  }
}

/** Wherever a list names the source, it names the server as well: with its own scope, or with the least of the resource. */
function mentionBeside(value: Json, server: NewServer, owner = ''): Json {
  if (Array.isArray(value)) {
    return value.flatMap((entry): Json[] => {
      if (entry === SOURCE) return [entry, server.name]
      if (isMembers(entry) && entry['application'] === SOURCE) {
        const scopes = owner === RESOURCE ? RESOURCE_SCOPES : [server.scope]
        return [entry, { ...entry, application: server.name, ...('scopes' in entry ? { scopes } : {}) }]
      }
      return [mentionBeside(entry, server, owner)]
    })
  }
  if (!isMembers(value)) return value
  const name = typeof value['name'] === 'string' ? value['name'] : owner
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, mentionBeside(member, server, name)]),
  )
}

/** The registrations without the application, and without every list's mention of it. */
export function removeRegistration(text: string, name: string): string {
  return print(without(JSON.parse(text) as Json, name))
}

function without(value: Json, name: string): Json {
  if (Array.isArray(value)) {
    return value
      .filter((entry) => entry !== name)
      .filter((entry) => !isMembers(entry) || (entry['name'] !== name && entry['application'] !== name))
      .map((entry) => without(entry, name))
  }
  if (!isMembers(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== name)
      .map(([key, member]) => [key, without(member, name)]),
  )
}

/** @param text `addresses.json` of an overlay: where each application is there */
export function addAddress(text: string, { name, port }: NewServer): string {
  const addresses = JSON.parse(text) as Members
  const places = addresses['applications'] as { [name: string]: Members | null }
  const url = places[SOURCE]?.['url']
  if (typeof url !== 'string' || !url.includes(SOURCE)) {
    throw new NewServerError(`${SOURCE} has no address with its name in it any more`)
  }
  const appId = `00000000-0000-0000-0000-${String(port).padStart(12, '0')}`
  const place = { appId, url: url.replace(SOURCE, name) }
  const applications = Object.entries(places).flatMap(([key, value]) =>
    key === SOURCE ? [[key, value] as const, [name, place] as const] : [[key, value] as const],
  )
  return print({ ...addresses, applications: Object.fromEntries(applications) })
}
