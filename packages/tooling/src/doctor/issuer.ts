/** `ISSUER`, before anybody is asked: the mistakes that its text alone gives away. */
import type { ServiceConfig } from '@chain-of-trust/service-kit/config'
import { isEntra, problem, type Finding } from './finding.ts'

const FOR_MANY = new Set(['common', 'organizations', 'consumers'])
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

export function checkIssuer({ ISSUER, TENANT_ID }: Pick<ServiceConfig, 'ISSUER' | 'TENANT_ID'>): Finding[] {
  if (!isEntra(ISSUER)) return []
  const { hostname, pathname } = new URL(ISSUER)
  const [, tenant = '', version = '', ...rest] = pathname.split('/')
  const right = `ISSUER=https://login.microsoftonline.com/${GUID.test(tenant) ? tenant : '<tenant id>'}/v2.0`
  const wrong = (says: string, remedy = right) => [problem('ISSUER', says, remedy)]

  if (hostname === 'sts.windows.net') {
    return wrong(
      'is the issuer of version 1 tokens, which carry other claims and another audience',
      `${right}, and requestedAccessTokenVersion 2 in every registration`,
    )
  }
  if (FOR_MANY.has(tenant)) {
    return wrong(`«${tenant}» stands for many tenants: whoever owns one of them could sign in here`)
  }
  if (!GUID.test(tenant)) return wrong('names the tenant by a domain; the `iss` of its tokens has the GUID')
  if (pathname.endsWith('/')) {
    return wrong('ends with a slash; the `iss` of tokens does not, and it is compared as text')
  }
  if (version !== 'v2.0' || rest.length > 0) {
    return wrong('is not the issuer of version 2 tokens: it must end with /v2.0')
  }
  if (tenant.toLowerCase() !== TENANT_ID.toLowerCase()) {
    return [
      problem(
        'TENANT_ID',
        'is another tenant than the one in ISSUER: no token could pass both checks',
        `TENANT_ID=${tenant}`,
      ),
    ]
  }
  return []
}
