import type { Application, Registrations } from '@chain-of-trust/service-kit/registrations'
import { Code, type Attributes, type Value } from '../code.ts'
import { applicationsOf, grantsOf, isConfidential } from '../tenant.ts'
import { applicationResources, identityOf, reference, type IdOf } from './application-resources.ts'
import {
  printModule,
  printOutput,
  printParameter,
  printResource,
  symbol,
  type Resource,
} from './print-bicep.ts'

const HEAD = '// Written by `npm run entra` from infra/entra/registrations.json. Change that, not this.'
const EXTENSION = 'extension microsoftGraphV1'
/** The types that were read are those of this version. */
const CONFIGURATION = {
  extensions: { microsoftGraphV1: 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0' },
}
const WORKLOAD_IDENTITY = { issuer: new Code('string'), namespace: new Code('string') }

/** The files of `infra/entra/bicep/`, by name. */
export function bicepFiles(registrations: Registrations): Map<string, string> {
  const applications = applicationsOf(registrations)
  const ids = new Map(
    applications.flatMap(({ name, api, appRoles }) =>
      [...(api?.oauth2PermissionScopes ?? []), ...appRoles].map(
        ({ id, value }) => [`${name}/${value}`, id] as const,
      ),
    ),
  )
  const idOf: IdOf = (resource, value) => {
    const id = ids.get(`${resource}/${value}`)
    if (id === undefined) throw new Error(`${resource} has no ${value}`)
    return id
  }
  return new Map([
    ['bicepconfig.json', `${JSON.stringify(CONFIGURATION, undefined, 2)}\n`],
    ['main.bicep', main(applications)],
    ['identities.bicep', identities(applications)],
    ...applications.map((application): [string, string] => [
      `applications/${application.name}.bicep`,
      file([
        EXTENSION,
        printParameter('appIds', 'Application ids, by name.', 'object'),
        printParameter('origins', 'Where each service is.', 'object'),
        ...(isConfidential(application)
          ? [
              printParameter('certificate', 'Public certificate: DER, base64.', 'string'),
              printParameter('workloadIdentity', 'See main.bicep.', WORKLOAD_IDENTITY),
            ]
          : []),
        ...applicationResources(application, idOf).map(printResource),
        printOutput('servicePrincipalId', 'string', new Code('servicePrincipal.id')),
      ]),
    ]),
    ['grants.bicep', grants(applications, idOf)],
  ])
}

function main(applications: readonly Application[]): string {
  const served = applications.filter(({ url }) => url !== undefined)
  const clients = applications.filter(isConfidential)
  const strings = (names: readonly Application[]) =>
    Object.fromEntries(names.map(({ name }) => [name, new Code('string')]))
  const appIds = new Code('identities.outputs.appIds')
  return file([
    printParameter(
      'origins',
      'Where each service is: https://host, without a path. Its App ID URI begins with it.',
      strings(served),
    ),
    printParameter(
      'certificates',
      'Public certificate of each confidential client: DER, base64.',
      strings(clients),
    ),
    `${printParameter(
      'workloadIdentity',
      'Issuer of the cluster’s service account tokens, and the namespace; no issuer: none.',
      WORKLOAD_IDENTITY,
    )} = {\n  issuer: ''\n  namespace: 'chain-of-trust'\n}`,
    `${printParameter(
      'consentForEveryone',
      'Consent for all people to what their own programs ask; else each is asked.',
      'bool',
    )} = false`,
    printModule('identities', 'identities.bicep', {}),
    ...applications.map((application) =>
      printModule(symbol(application.name), `applications/${application.name}.bicep`, {
        appIds,
        origins: new Code('origins'),
        ...(isConfidential(application) && {
          certificate: new Code(`certificates['${application.name}']`),
          workloadIdentity: new Code('workloadIdentity'),
        }),
      }),
    ),
    printModule('grants', 'grants.bicep', {
      consentForEveryone: new Code('consentForEveryone'),
      servicePrincipalIds: Object.fromEntries(
        applications.map(({ name }) => [name, new Code(`${symbol(name)}.outputs.servicePrincipalId`)]),
      ),
    }),
    `@description('What npm run entra -- adopt writes into the registrations of a deployment.')\n${printOutput(
      'registrations',
      'object',
      {
        tenantId: new Code('tenant().tenantId'),
        applications: Object.fromEntries(
          applications.map(({ name, url }): [string, Value] => [
            name,
            {
              appId: new Code(`identities.outputs.appIds['${name}']`),
              url: url === undefined ? undefined : reference.origin(name),
            },
          ]),
        ),
      },
    )}`,
  ])
}

function identities(applications: readonly Application[]): string {
  return file([
    EXTENSION,
    ...applications.map((application) =>
      printResource({
        symbol: symbol(application.name),
        type: 'Microsoft.Graph/applications@v1.0',
        properties: identityOf(application),
      }),
    ),
    printOutput(
      'appIds',
      'object',
      Object.fromEntries(applications.map(({ name }) => [name, new Code(`${symbol(name)}.appId`)])),
    ),
  ])
}

function grants(applications: readonly Application[], idOf: IdOf): string {
  const principal = (name: string) => new Code(`servicePrincipalIds['${name}']`)
  const resources = applications.flatMap((client): Resource[] => [
    ...grantsOf(client).map(([resource, { scopes, when }]) => ({
      symbol: symbol(client.name, 'at', resource),
      type: 'Microsoft.Graph/oauth2PermissionGrants@v1.0',
      ...(when === 'if wanted' && { condition: 'consentForEveryone' }),
      properties: {
        clientId: principal(client.name),
        consentType: 'AllPrincipals',
        resourceId: principal(resource),
        scope: scopes.join(' '),
      } satisfies Attributes,
    })),
    ...client.requiredResourceAccess.flatMap(({ application: resource, roles }) =>
      roles.map((role) => ({
        symbol: symbol(client.name, 'with', role),
        type: 'Microsoft.Graph/appRoleAssignedTo@v1.0',
        properties: {
          appRoleId: idOf(resource, role),
          principalId: principal(client.name),
          resourceId: principal(resource),
        },
      })),
    ),
  ])
  return file([
    EXTENSION,
    printParameter('servicePrincipalIds', 'Object ids of the service principals, by name.', 'object'),
    printParameter('consentForEveryone', 'See main.bicep.', 'bool'),
    ...resources.map(printResource),
  ])
}

function file(parts: readonly string[]): string {
  return `${[HEAD, ...parts].join('\n\n')}\n`
}
