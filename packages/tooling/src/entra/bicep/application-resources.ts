/**
 * One application for Bicep's Microsoft Graph extension, in the words of Microsoft Graph. The ids of the others come from
 * `identities.bicep`, which declares each application with nothing but its name: a resource names its clients and a client
 * its resources, and neither could be first.
 */
import type { Application } from '@chain-of-trust/service-kit/registrations'
import { Code, portableUrl, Template, type Attributes } from '../code.ts'
import { isConfidential } from '../tenant.ts'
import type { Resource } from './print-bicep.ts'

export const reference = {
  origin: (name: string) => new Code(`origins['${name}']`),
  appId: (name: string) => new Code(`appIds['${name}']`),
}

/** Ids of a resource's scopes and roles, by its name and theirs: chosen by the registrations. */
export type IdOf = (resource: string, value: string) => string

export function applicationResources(application: Application, idOf: IdOf): Resource[] {
  const { name } = application
  return [
    {
      symbol: 'application',
      type: 'Microsoft.Graph/applications@v1.0',
      properties: { ...identityOf(application), ...propertiesOf(application, idOf) },
    },
    {
      symbol: 'servicePrincipal',
      type: 'Microsoft.Graph/servicePrincipals@v1.0',
      properties: { appId: new Code('application.appId') },
    },
    ...(isConfidential(application) ? [federatedCredential(name)] : []),
  ]
}

/** What both declarations of an application say. */
export function identityOf({ name, displayName }: Application): Attributes {
  return {
    uniqueName: `chain-of-trust-${name}`,
    displayName,
    signInAudience: 'AzureADMyOrg',
  }
}

function propertiesOf(application: Application, idOf: IdOf): Attributes {
  const { name, spa, publicClient, web, appRoles, optionalClaims, requiredResourceAccess } = application
  const platform = (of: { redirectUris: string[] } | undefined) =>
    of && { redirectUris: of.redirectUris.map((uri) => portableUrl(uri, application, reference)) }
  return {
    isFallbackPublicClient: application.isFallbackPublicClient ?? false,
    identifierUris: application.identifierUris.map((uri) => portableUrl(uri, application, reference)),
    spa: platform(spa),
    publicClient: platform(publicClient),
    web: platform(web),
    api: apiOf(application, idOf),
    ...(appRoles.length > 0 && { appRoles: appRoles.map((role) => ({ ...role, isEnabled: true })) }),
    optionalClaims,
    requiredResourceAccess: requiredResourceAccess.map(({ application: resource, scopes, roles }) => ({
      resourceAppId: reference.appId(resource),
      resourceAccess: [
        ...scopes.map((value) => ({ id: idOf(resource, value), type: 'Scope' })),
        ...roles.map((value) => ({ id: idOf(resource, value), type: 'Role' })),
      ],
    })),
    ...(isConfidential(application) && {
      keyCredentials: [
        { displayName: name, type: 'AsymmetricX509Cert', usage: 'Verify', key: new Code('certificate') },
      ],
    }),
  }
}

function apiOf({ name, api }: Application, idOf: IdOf): Attributes | undefined {
  return (
    api && {
      requestedAccessTokenVersion: api.requestedAccessTokenVersion,
      oauth2PermissionScopes: api.oauth2PermissionScopes.map((scope) => ({
        id: scope.id,
        value: scope.value,
        type: scope.type,
        isEnabled: true,
        adminConsentDisplayName: scope.adminConsentDescription,
        adminConsentDescription: scope.adminConsentDescription,
        userConsentDisplayName: scope.userConsentDescription,
        userConsentDescription: scope.userConsentDescription,
      })),
      knownClientApplications: api.knownClientApplications.map(reference.appId),
      preAuthorizedApplications: api.preAuthorizedApplications.map(({ application, scopes }) => ({
        appId: reference.appId(application),
        delegatedPermissionIds: scopes.map((value) => idOf(name, value)),
      })),
    }
  )
}

function federatedCredential(name: string): Resource {
  return {
    symbol: 'federatedCredential',
    type: 'Microsoft.Graph/applications/federatedIdentityCredentials@v1.0',
    condition: '!empty(workloadIdentity.issuer)',
    properties: {
      name: new Template(new Code('application.uniqueName'), '/kubernetes'),
      audiences: ['api://AzureADTokenExchange'],
      issuer: new Code('workloadIdentity.issuer'),
      subject: new Template('system:serviceaccount:', new Code('workloadIdentity.namespace'), `:${name}`),
    },
  }
}
