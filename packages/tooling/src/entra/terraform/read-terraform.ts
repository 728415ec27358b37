import type { Registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { readConditionalAccess } from '../conditional-access.ts'
import type { Tenant, TenantApplication } from '../tenant.ts'
import { REGISTRATION, symbol } from './names.ts'

const Attributes = z.record(z.string(), z.unknown())
/** A file as HashiCorp's own parser reads it: by type and name, the blocks of that name. */
const File = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.array(Attributes))).default({}),
})
const Strings = z.array(z.string())

class Resource {
  readonly type: string
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>

  constructor(type: string, name: string, attributes: Readonly<Record<string, unknown>>) {
    this.type = type
    this.name = name
    this.attributes = attributes
  }

  string(name: string): string {
    return z.string({ error: `${this.type}.${this.name}.${name} is no string` }).parse(this.attributes[name])
  }

  strings(name: string): string[] {
    return Strings.parse(this.attributes[name] ?? [])
  }
}

/**
 * The tenant that the files of `infra/entra/terraform/` make, with the registered origins.
 * @param files each as JSON, by HashiCorp's parser
 * @throws Error for what is not of the form that we write
 */
export function readTerraform(files: readonly unknown[], registered: Registrations): Tenant {
  const resources = files.flatMap((file) =>
    Object.entries(File.parse(file).resource).flatMap(([type, named]) =>
      Object.entries(named).flatMap(([name, blocks]) => {
        if (blocks.length > 1) throw new Error(`${type}.${name} is there twice`)
        return blocks.map((attributes) => new Resource(type, name, attributes))
      }),
    ),
  )
  const nameOf = namesOf(registered)
  const registrations = resources.filter(({ type }) => type === REGISTRATION)
  const requests = resources.flatMap((resource) =>
    resource.type.startsWith('msgraph_')
      ? [{ url: `/${resource.string('url')}`, body: resource.attributes['body'] }]
      : [],
  )
  return {
    applications: Object.fromEntries(
      registrations.map((registration) => [
        nameOf(registration.name),
        applicationOf(registration, resources, { nameOf, registered }),
      ]),
    ),
    ...readConditionalAccess(requests),
  }
}

interface Names {
  nameOf: (symbol: string) => string
  registered: Registrations
}

function applicationOf(
  registration: Resource,
  resources: readonly Resource[],
  { nameOf, registered }: Names,
): TenantApplication {
  const own = (type: string, attribute = 'application_id', property = 'id', of = REGISTRATION) =>
    resources.filter(
      (resource) =>
        resource.type === type &&
        resource.attributes[attribute] === `\${${of}.${registration.name}.${property}}`,
    )
  const client = (expression: string) => nameOf(referred(expression, REGISTRATION, 'client_id'))
  const scopes = (resource: Resource, name: string) =>
    resource.strings(name).map((expression) => {
      const found = referred(expression, 'azuread_application_permission_scope', 'scope_id')
      return one(resources, 'azuread_application_permission_scope', found).string('value')
    })
  const roles = (resource: Resource, name: string) =>
    resource.strings(name).map((expression) => {
      const found = referred(expression, 'azuread_application_app_role', 'role_id')
      return one(resources, 'azuread_application_app_role', found).string('value')
    })
  const url = (text: string) => located(text, registered)
  const redirects = (type: string) =>
    own('azuread_application_redirect_uris')
      .filter((resource) => resource.string('type') === type)
      .flatMap((resource) => resource.strings('redirect_uris').map(url))
  const version = registration.attributes['requested_access_token_version']

  return {
    displayName: registration.string('display_name'),
    ...(typeof version === 'number' && { requestedAccessTokenVersion: version }),
    isFallbackPublicClient: own('azuread_application_fallback_public_client').some(
      ({ attributes }) => attributes['enabled'] === true,
    ),
    identifierUris: own('azuread_application_identifier_uri').map((resource) =>
      url(resource.string('identifier_uri')),
    ),
    redirectUris: {
      spa: redirects('SPA'),
      publicClient: redirects('PublicClient'),
      web: redirects('Web'),
    },
    scopes: Object.fromEntries(
      own('azuread_application_permission_scope').map((scope) => [
        scope.string('value'),
        {
          id: scope.string('scope_id'),
          type: scope.string('type'),
          admin: scope.string('admin_consent_description'),
          user: scope.string('user_consent_description'),
        },
      ]),
    ),
    roles: Object.fromEntries(
      own('azuread_application_app_role').map((role) => [
        role.string('value'),
        {
          id: role.string('role_id'),
          displayName: role.string('display_name'),
          description: role.string('description'),
          members: role.strings('allowed_member_types'),
        },
      ]),
    ),
    optionalClaims: own('azuread_application_optional_claims').flatMap(({ attributes }) =>
      z
        .array(z.object({ name: z.string() }))
        .parse(attributes['access_token'])
        .map(({ name }) => name),
    ),
    knownClients: own('azuread_application_known_clients').flatMap((resource) =>
      resource.strings('known_client_ids').map(client),
    ),
    preAuthorized: Object.fromEntries(
      own('azuread_application_pre_authorized').map((resource) => [
        client(resource.string('authorized_client_id')),
        scopes(resource, 'permission_ids'),
      ]),
    ),
    permissions: Object.fromEntries(
      own('azuread_application_api_access').map((resource) => [
        client(resource.string('api_client_id')),
        { scopes: scopes(resource, 'scope_ids'), roles: roles(resource, 'role_ids') },
      ]),
    ),
    credentials: [
      ...own('azuread_application_certificate').map(() => 'certificate'),
      ...own('azuread_application_federated_identity_credential')
        .filter((resource) => resource.string('subject').endsWith(`:${nameOf(registration.name)}`))
        .map(() => 'kubernetes service account'),
    ],
    grants: Object.fromEntries(
      own(
        'azuread_service_principal_delegated_permission_grant',
        'service_principal_object_id',
        'object_id',
        'azuread_service_principal',
      ).map((grant) => [
        nameOf(
          referred(
            grant.string('resource_service_principal_object_id'),
            'azuread_service_principal',
            'object_id',
          ),
        ),
        {
          scopes: grant.strings('claim_values'),
          when: grant.attributes['count'] === undefined ? ('always' as const) : ('if wanted' as const),
        },
      ]),
    ),
  }
}

/** The name in `${type.NAME.property}`. */
function referred(expression: string, type: string, property: string): string {
  const [before, after] = [`\${${type}.`, `.${property}}`]
  if (expression.startsWith(before) && expression.endsWith(after)) {
    return expression.slice(before.length, -after.length)
  }
  throw new Error(`${expression} is no ${type}`)
}

function one(resources: readonly Resource[], type: string, name: string): Resource {
  const found = resources.find((resource) => resource.type === type && resource.name === name)
  if (found === undefined) throw new Error(`there is no ${type}.${name}`)
  return found
}

function namesOf({ applications }: Registrations): (symbol: string) => string {
  return (given) => applications.find(({ name }) => symbol(name) === given)?.name ?? given
}

function located(text: string, { applications }: Registrations): string {
  return applications.reduce(
    (changed, { name, url, appId }) =>
      changed
        .replace(`\${var.origins["${name}"]}`, url ?? `\${var.origins["${name}"]}`)
        .replace(`\${${REGISTRATION}.${symbol(name)}.client_id}`, appId),
    text,
  )
}
