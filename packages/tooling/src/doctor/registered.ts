/** How the application is really registered: what `GET /applications` of Microsoft Graph gave, in a file. */
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { z } from 'zod'
import { GraphApplication, listedApplications } from '../entra/graph-applications.ts'
import { describedTenant, withoutConsents } from '../entra/tenant.ts'
import { findDifferences } from '../entra/tenant-differences.ts'
import { ok, problem, type Finding } from './finding.ts'

export const Listed = z.object({ value: z.array(GraphApplication) })
export type Listed = z.infer<typeof Listed>

const VERSION_1 =
  'gives version 1 tokens (requestedAccessTokenVersion is not 2): their `iss` and `aud` are others, and each is refused'

export function checkRegistered(name: string, { value }: Listed): Finding[] {
  const registered = registrations()
  const expected = withoutConsents(describedTenant(registered).applications)[name]
  const actual = listedApplications(value, registered)[name]
  const remedy = 'Deploy infra/entra/ again, or change infra/entra/registrations.json if the tenant is right.'
  if (actual === undefined) return [problem(name, 'is not among the tenant’s applications', remedy)]
  if (expected === undefined) return []
  const { requestedAccessTokenVersion: wanted, ...others } = expected
  const { requestedAccessTokenVersion: found, ...rest } = actual
  const differences = findDifferences(others, rest, name).map((says) => problem('registration', says, remedy))
  const version =
    wanted === found ? [] : [problem('registration', VERSION_1, 'Set api.requestedAccessTokenVersion to 2.')]
  const all = [...version, ...differences]
  return all.length > 0 ? all : [ok('registration', 'is as infra/entra/registrations.json says')]
}
