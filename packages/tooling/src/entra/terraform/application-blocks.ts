/**
 * One application for the azuread provider. `azuread_application` would be shorter and cannot be used: a resource names
 * its clients and a client its resources, which is a circle. So each fact is a resource of its own, on a registration
 * that refers to nothing.
 */
import type { Application } from '@chain-of-trust/service-kit/registrations'
import { Code, portableUrl, Template, type Attributes } from '../code.ts'
import { grantsOf, isConfidential } from '../tenant.ts'
import { reference, REGISTRATION, symbol } from './names.ts'
import type { Block } from './print-hcl.ts'

export function applicationBlocks(application: Application): Block[] {
  const { name } = application
  return [
    resource(REGISTRATION, [name], {
      display_name: application.displayName,
      requested_access_token_version: application.api?.requestedAccessTokenVersion,
      sign_in_audience: 'AzureADMyOrg',
    }),
    resource('azuread_service_principal', [name], { client_id: reference.appId(name) }),
    ...whereItIs(application),
    ...whatItOffers(application),
    ...whomItKnows(application),
    ...whatItMayAskFor(application),
    ...(isConfidential(application) ? credentials(name) : []),
  ]
}

function whereItIs(application: Application): Block[] {
  const { name, spa, publicClient, web, identifierUris } = application
  const of = { application_id: reference.application(name) }
  const url = (uri: string) => portableUrl(uri, application, reference)
  const kinds = [
    ['SPA', spa],
    ['PublicClient', publicClient],
    ['Web', web],
  ] as const
  return [
    ...(application.isFallbackPublicClient
      ? [resource('azuread_application_fallback_public_client', [name], { ...of, enabled: true })]
      : []),
    ...kinds.flatMap(([type, platform]) =>
      platform === undefined
        ? []
        : [
            resource('azuread_application_redirect_uris', [name, type], {
              ...of,
              type,
              redirect_uris: platform.redirectUris.map(url),
            }),
          ],
    ),
    ...identifierUris.map((uri, index) =>
      resource('azuread_application_identifier_uri', [name, ...(index > 0 ? [String(index)] : [])], {
        ...of,
        identifier_uri: url(uri),
      }),
    ),
  ]
}

function whatItOffers({ name, api, appRoles, optionalClaims }: Application): Block[] {
  const of = { application_id: reference.application(name) }
  return [
    ...(api?.oauth2PermissionScopes ?? []).map((scope) =>
      resource('azuread_application_permission_scope', [name, scope.value], {
        ...of,
        scope_id: scope.id,
        value: scope.value,
        type: scope.type,
        admin_consent_display_name: scope.adminConsentDescription,
        admin_consent_description: scope.adminConsentDescription,
        user_consent_display_name: scope.userConsentDescription,
        user_consent_description: scope.userConsentDescription,
      }),
    ),
    ...appRoles.map((role) =>
      resource('azuread_application_app_role', [name, role.value], {
        ...of,
        role_id: role.id,
        value: role.value,
        allowed_member_types: role.allowedMemberTypes,
        display_name: role.displayName,
        description: role.description,
      }),
    ),
    ...(optionalClaims
      ? [
          {
            ...resource('azuread_application_optional_claims', [name], of),
            blocks: optionalClaims.accessToken.map((claim) => ({
              type: 'access_token',
              labels: [],
              attributes: { name: claim.name },
            })),
          },
        ]
      : []),
  ]
}

function whomItKnows({ name, api }: Application): Block[] {
  const of = { application_id: reference.application(name) }
  const known = api?.knownClientApplications ?? []
  return [
    ...(known.length > 0
      ? [
          resource('azuread_application_known_clients', [name], {
            ...of,
            known_client_ids: known.map(reference.appId),
          }),
        ]
      : []),
    ...(api?.preAuthorizedApplications ?? []).map(({ application: client, scopes }) =>
      resource('azuread_application_pre_authorized', [name, client], {
        ...of,
        authorized_client_id: reference.appId(client),
        permission_ids: scopes.map((value) => reference.scope(name, value)),
      }),
    ),
  ]
}

function whatItMayAskFor(application: Application): Block[] {
  const { name } = application
  return [
    ...application.requiredResourceAccess.flatMap(({ application: api, scopes, roles }) => [
      resource('azuread_application_api_access', [name, api], {
        application_id: reference.application(name),
        api_client_id: reference.appId(api),
        ...(scopes.length > 0 && { scope_ids: scopes.map((value) => reference.scope(api, value)) }),
        ...(roles.length > 0 && { role_ids: roles.map((value) => reference.role(api, value)) }),
      }),
      ...roles.map((value) =>
        resource('azuread_app_role_assignment', [name, api, value], {
          app_role_id: reference.role(api, value),
          principal_object_id: reference.servicePrincipal(name),
          resource_object_id: reference.servicePrincipal(api),
        }),
      ),
    ]),
    ...grantsOf(application).map(([api, { scopes, when }]) =>
      resource('azuread_service_principal_delegated_permission_grant', [name, api], {
        ...(when === 'if wanted' && { count: new Code('var.consent_for_everyone ? 1 : 0') }),
        service_principal_object_id: reference.servicePrincipal(name),
        resource_service_principal_object_id: reference.servicePrincipal(api),
        claim_values: scopes,
      }),
    ),
  ]
}

function credentials(name: string): Block[] {
  const of = { application_id: reference.application(name) }
  return [
    resource('azuread_application_certificate', [name], {
      ...of,
      type: 'AsymmetricX509Cert',
      value: new Code(`var.certificates["${name}"].pem`),
      end_date: new Code(`var.certificates["${name}"].end_date`),
    }),
    resource('azuread_application_federated_identity_credential', [name], {
      count: new Code('var.workload_identity == null ? 0 : 1'),
      ...of,
      display_name: 'kubernetes',
      audiences: ['api://AzureADTokenExchange'],
      issuer: new Code('var.workload_identity.issuer'),
      subject: new Template(
        'system:serviceaccount:',
        new Code('var.workload_identity.namespace'),
        `:${name}`,
      ),
    }),
  ]
}

function resource(type: string, names: readonly string[], attributes: Attributes): Block {
  return { type: 'resource', labels: [type, symbol(...names)], attributes }
}
