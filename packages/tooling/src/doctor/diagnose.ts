import {
  ConfigError,
  parseConfig,
  receivesSecurityEvents,
  serviceSchema,
  type ServiceConfig,
} from '@chain-of-trust/service-kit/config'
import { registration, registrations, type Application } from '@chain-of-trust/service-kit/registrations'
import { applicationsOf, isConfidential } from '../entra/tenant.ts'
import { problem, type Finding } from './finding.ts'
import { checkAuditTrail } from './audit-trail.ts'
import { checkIdentity } from './identity.ts'
import { checkIssuer } from './issuer.ts'
import { checkKeyFile } from './key-file.ts'
import { checkMetadata, type Fetch } from './metadata.ts'
import { checkRegistered, type Listed } from './registered.ts'
import { checkSwitches } from './switches.ts'

export interface Surroundings {
  fetch: Fetch
  /** Milliseconds since the epoch. */
  now: number
  /** The tenant's applications, where somebody fetched them. */
  listed?: Listed
}

/**
 * Everything that would keep a service from working with its tenant, in words.
 * @param environment the variables of that one service
 */
export async function diagnose(
  name: string,
  environment: Record<string, string | undefined>,
  { fetch, now, listed }: Surroundings,
): Promise<Finding[]> {
  const application = registration(name)
  let config: ServiceConfig
  try {
    config = parseConfig(serviceSchema(name), environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((says) => {
      const [about = '', ...rest] = says.split(': ')
      return problem(about, rest.join(': '), 'The service would not start with it.')
    })
  }
  const shape = checkIssuer(config)
  // A document at a wrong address says nothing about the right one.
  const { document, findings } = shape.length > 0 ? { findings: [] } : await checkMetadata(config, fetch)
  return [
    ...shape,
    ...findings,
    ...checkSwitches(config, application, document),
    ...checkAuditTrail(config, application, environment),
    ...checkIdentity(config, application),
    ...(needsKey(application, config) ? checkKeyFile(name, config, now) : []),
    ...(listed === undefined ? [] : checkRegistered(name, listed)),
  ]
}

/** Some ask for nothing but security events: without those they need no key. */
function needsKey(application: Application, config: ServiceConfig): boolean {
  if (receivesSecurityEvents(config)) return isConfidential(application)
  const inTenant = applicationsOf(registrations()).find(({ name }) => name === application.name)
  return inTenant !== undefined && isConfidential(inTenant)
}
