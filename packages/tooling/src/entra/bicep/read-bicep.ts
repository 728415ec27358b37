import type { Registrations } from '@chain-of-trust/service-kit/registrations'
import { GraphApplication, listedApplications } from '../graph-applications.ts'
import type { Tenant, TenantApplication } from '../tenant.ts'
import { parseBicep, type Declaration, type Parsed } from './parse-bicep.ts'
import { symbol } from './print-bicep.ts'

const APPLICATION = 'Microsoft.Graph/applications@v1.0'

/**
 * The applications that the files of `infra/entra/bicep/` make, with the registered ids and origins for what only the
 * tenant knows.
 * @throws Error for what is not of the form that we write
 */
export function readBicep(
  files: ReadonlyMap<string, string>,
  registered: Registrations,
): Tenant['applications'] {
  const modules = [...files].flatMap(([path, text]) => {
    const name = /^applications\/(.+)\.bicep$/.exec(path)?.[1]
    return name === undefined ? [] : [{ name, declarations: parseBicep(text) }]
  })
  const main = parseBicep(files.get('main.bicep') ?? '')
  const identities = parseBicep(files.get('identities.bicep') ?? '')
  const deployed = modules.filter(({ name }) => isDeployed(name, main))
  const graph = deployed.map(({ name, declarations }) => {
    const [application, ...more] = declarations.filter(({ type }) => type === APPLICATION)
    const properties = resolve(application?.value ?? {}, registered)
    const identity = identities.find(
      (declared) => declared.name === symbol(name) && declared.type === APPLICATION,
    )
    requireSameIdentity(name, properties, resolve(identity?.value ?? {}, registered))
    if (more.length > 0) throw new Error(`${name} declares several applications`)
    return GraphApplication.parse({ ...(properties as object), appId: appIdOf(name, registered) })
  })
  const grants = readGrants(parseBicep(files.get('grants.bicep') ?? ''))
  return Object.fromEntries(
    Object.entries(listedApplications(graph, registered)).map(
      ([name, listed]): [string, TenantApplication] => [
        name,
        {
          ...listed,
          credentials: credentialsOf(
            name,
            deployed.find((module) => module.name === name)?.declarations ?? [],
          ),
          grants: grants.get(name) ?? {},
        },
      ],
    ),
  )
}

/** A module's file that nobody names makes nothing. */
function isDeployed(name: string, main: readonly Declaration[]): boolean {
  return main.some(({ kind, type }) => kind === 'module' && type === `applications/${name}.bicep`)
}

/** Two declarations of one application that disagree would undo each other at every deployment. */
function requireSameIdentity(name: string, properties: unknown, identity: unknown): void {
  for (const [key, value] of Object.entries(identity as object)) {
    if ((properties as Record<string, unknown>)[key] !== value) {
      throw new Error(`identities.bicep has another ${key} for ${name}`)
    }
  }
  if (!('uniqueName' in (identity as object))) throw new Error(`identities.bicep has no ${name}`)
}

function credentialsOf(name: string, declarations: readonly Declaration[]): string[] {
  const application = declarations.find(({ type }) => type === APPLICATION)
  const federated = declarations.find(({ type }) => type.includes('/federatedIdentityCredentials@'))
  const subject = JSON.stringify((federated?.value as Record<string, Parsed> | undefined)?.['subject'] ?? '')
  const certificate = JSON.stringify(application?.value ?? {}).includes('"key":{"expression":"certificate"}')
  return [
    ...(certificate ? ['certificate'] : []),
    ...(subject.includes(`:\${workloadIdentity.namespace}:${name}'`) ? ['kubernetes service account'] : []),
  ]
}

function readGrants(declarations: readonly Declaration[]): Map<string, TenantApplication['grants']> {
  const grants = new Map<string, TenantApplication['grants']>()
  for (const { type, condition, value } of declarations) {
    if (!type.startsWith('Microsoft.Graph/oauth2PermissionGrants@')) continue
    const { clientId, resourceId, consentType, scope } = value as Record<string, Parsed>
    if (consentType !== 'AllPrincipals' || typeof scope !== 'string')
      throw new Error('a grant of another form')
    const client = principal(clientId)
    const when = condition === 'consentForEveryone' ? 'if wanted' : 'always'
    grants.set(client, { ...grants.get(client), [principal(resourceId)]: { scopes: scope.split(' '), when } })
  }
  return grants
}

function principal(id: Parsed | undefined): string {
  const name = /"servicePrincipalIds\['([^']+)'\]"/.exec(JSON.stringify(id) ?? '')?.[1]
  if (name === undefined) throw new Error(`${JSON.stringify(id)} is no service principal`)
  return name
}

/** With registered values for the expressions that have one. */
function resolve(value: Parsed, registered: Registrations): unknown {
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => resolve(item, registered))
  if (typeof value['expression'] === 'string' && Object.keys(value).length === 1) {
    return value['expression']
      .replaceAll(/\$\{([^}]*)\}|^(appIds|origins).*$/g, (text, inner: string | undefined) =>
        known(inner ?? text, registered),
      )
      .replaceAll(/^'|'$/g, '')
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, registered)]))
}

function known(expression: string, registered: Registrations): string {
  const [, table, name = ''] = /^(appIds|origins)\['([^']+)'\]$/.exec(expression) ?? []
  if (table === 'appIds') return appIdOf(name, registered)
  if (table === 'origins') return registered.applications.find((one) => one.name === name)?.url ?? expression
  return expression
}

/** Not registered: it is somebody's own, under its name. */
function appIdOf(name: string, { applications }: Registrations): string {
  return applications.find((application) => application.name === name)?.appId ?? name
}
