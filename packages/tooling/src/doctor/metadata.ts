/** What the tenant says of itself: its discovery document (OpenID Connect Discovery 1.0 §4) and its keys. */
import type { ServiceConfig } from '@chain-of-trust/service-kit/config'
import { z } from 'zod'
import { ok, problem, type Finding } from './finding.ts'

const Document = z.object({
  issuer: z.string(),
  jwks_uri: z.string(),
  token_endpoint: z.string(),
  dpop_signing_alg_values_supported: z.array(z.string()).optional(),
})
export type Document = z.infer<typeof Document>

const Keys = z.object({
  keys: z.array(z.object({ kty: z.string(), kid: z.string().optional(), use: z.string().optional() })),
})

export type Fetch = (url: string) => Promise<Response>
type Endpoints = Pick<ServiceConfig, 'ISSUER' | 'JWKS_URI' | 'TOKEN_ENDPOINT'>

export interface Metadata {
  document?: Document
  findings: Finding[]
}

export async function checkMetadata(config: Endpoints, fetch: Fetch): Promise<Metadata> {
  const read = await readJson(`${config.ISSUER}/.well-known/openid-configuration`, fetch)
  if (typeof read === 'string') {
    const remedy =
      'Check ISSUER and the way there (proxy, firewall, DNS); in the local system, run `npm start`.'
    return { findings: [problem('ISSUER', `its discovery document ${read}`, remedy)] }
  }
  const parsed = Document.safeParse(read.body)
  if (!parsed.success) {
    const remedy = 'Open it in a browser: this is the address of something else.'
    return { findings: [problem('ISSUER', 'what answers there is no discovery document', remedy)] }
  }
  const document = parsed.data
  return {
    document,
    findings: [...compare(config, document), ...(await checkKeys(config.JWKS_URI, fetch))],
  }
}

function compare({ ISSUER, JWKS_URI, TOKEN_ENDPOINT }: Endpoints, document: Document): Finding[] {
  const same = (about: string, ours: string, theirs: string, why: string) =>
    ours === theirs
      ? ok(about, 'is what the tenant says')
      : problem(about, `is not what the tenant says (${theirs}); ${why}`, `${about}=${theirs}`)
  return [
    document.issuer.includes('{tenantid}')
      ? problem('ISSUER', 'the document is for many tenants', 'Put the tenant’s GUID into ISSUER.')
      : same('ISSUER', ISSUER, document.issuer, 'every token would be refused, for its `iss`'),
    same('JWKS_URI', JWKS_URI, document.jwks_uri, 'the keys may be those of another tenant or version'),
    same(
      'TOKEN_ENDPOINT',
      TOKEN_ENDPOINT,
      document.token_endpoint,
      'exchanges would fail, or be of version 1',
    ),
  ]
}

async function checkKeys(url: string, fetch: Fetch): Promise<Finding[]> {
  const read = await readJson(url, fetch)
  const remedy = 'Take jwks_uri of the discovery document.'
  if (typeof read === 'string') return [problem('JWKS_URI', `the key set ${read}`, remedy)]
  const parsed = Keys.safeParse(read.body)
  if (!parsed.success) return [problem('JWKS_URI', 'what answers there is no key set', remedy)]
  const usable = parsed.data.keys.filter(
    ({ kty, kid, use = 'sig' }) => kty === 'RSA' && kid !== undefined && use === 'sig',
  )
  return usable.length > 0
    ? [ok('JWKS_URI', `has ${usable.length} signing key${usable.length === 1 ? '' : 's'}`)]
    : [problem('JWKS_URI', 'has no RSA signing key with a key id: no token can be verified', remedy)]
}

/** The body, or how it failed, as the end of a sentence. */
async function readJson(url: string, fetch: Fetch): Promise<{ body: unknown } | string> {
  try {
    const response = await fetch(url)
    if (!response.ok) return `is not to be had: ${url} answered ${response.status}`
    return { body: await response.json() }
  } catch (error) {
    if (error instanceof SyntaxError) return `is no JSON: ${url}`
    return `cannot be reached: ${url}`
  }
}
