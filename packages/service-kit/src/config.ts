import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { auditTrailVariables } from './audit-trail/variables.ts'
import { ConfigError } from './config-error.ts'
import { Endpoint, LOOPBACK } from './endpoint.ts'
import { localRegistration, registration, registrations } from './registrations.ts'
import { telemetryVariables } from './telemetry/variables.ts'

export { ConfigError } from './config-error.ts'
export { Endpoint } from './endpoint.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * The variables that every process of ours reads, with defaults that fit `npm start` (from the registrations).
 * None of them is a secret: keys and passwords come from files.
 */
export function localSchema(name: string) {
  const { authority, tenant } = registrations()
  const issuerBase = `${authority}/${tenant.id}`
  return z.object({
    ISSUER: Endpoint.default(`${issuerBase}/v2.0`),
    TENANT_ID: z.guid().default(tenant.id),
    JWKS_URI: Endpoint.default(`${issuerBase}/discovery/v2.0/keys`),
    TOKEN_ENDPOINT: Endpoint.default(`${issuerBase}/oauth2/v2.0/token`),
    CLIENT_ID: z.guid().default(localRegistration(name).appId),
    /** Default: `receivesSecurityEvents`. */
    SECURITY_EVENTS: z.enum(['on', 'off']).optional(),
    SENDER_CONSTRAINT: z.enum(['dpop', 'none']).default('dpop'),
    STATE_DIR: z.string().default(join(root, 'var')),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    ...telemetryVariables,
  })
}

/** And those of a service, which listens, and has a credential of its own. */
export function serviceSchema(name: string) {
  const application = registration(name)
  return localSchema(name).extend({
    PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(Number(new URL(application.url).port)),
    HOST: z.string().default('127.0.0.1'),
    /** Default: `keys/<name>.pem` in STATE_DIR. */
    CLIENT_KEY_FILE: z.string().optional(),
    AUDIENCE: z.string().min(1).default(application.appId),
    RESOURCE: Endpoint.default(application.resource ?? application.url),
    /** Default: `sendsResourceIndicators`. */
    RESOURCE_INDICATORS: z.enum(['on', 'off']).optional(),
    /** PostgreSQL. Default: the embedded store, a file under STATE_DIR. */
    DATABASE_URL: DatabaseUrl.optional(),
    DATABASE_PASSWORD_FILE: z.string().optional(),
    /** Valkey or Redis. Default: nonces, used proofs and revocations are of this process alone. */
    REDIS_URL: RedisUrl.optional(),
    REDIS_PASSWORD_FILE: z.string().optional(),
    /** PEM of who signed the server's certificate. Default: the public authorities. */
    REDIS_CA_FILE: z.string().optional(),
    ...auditTrailVariables,
    CONNECT_TO: ConnectTo,
    /** Whose `X-Forwarded-For` is believed: addresses and CIDR ranges, separated by commas. Default: nobody's. */
    TRUSTED_PROXIES: TrustedProxies,
  })
}
export type ServiceConfig = z.infer<ReturnType<typeof serviceSchema>>

/** The real Entra ID, whatever the registrations say. */
const isEntraId = (issuer: string): boolean => new URL(issuer).hostname === 'login.microsoftonline.com'

/**
 * Whether token requests name the resource (RFC 8707). Unless configured: yes, but for the real Entra ID, whose
 * registrations may not carry our URLs as App ID URIs; it would refuse the mismatch (AADSTS9010010).
 */
export function sendsResourceIndicators({
  ISSUER,
  RESOURCE_INDICATORS = isEntraId(ISSUER) ? 'off' : 'on',
}: Pick<ServiceConfig, 'ISSUER' | 'RESOURCE_INDICATORS'>): boolean {
  return RESOURCE_INDICATORS === 'on'
}

/**
 * Whether the issuer tells us of revocations. Unless configured: ours does, any other does not. The real Entra ID
 * sends such events to Microsoft's own resources only; to wait for them would be to refuse everybody for ever.
 * @param ours issuer of the registrations, which may have been adopted for a tenant of the real Entra ID
 */
export function receivesSecurityEvents(
  { ISSUER, SECURITY_EVENTS }: Pick<ServiceConfig, 'ISSUER' | 'SECURITY_EVENTS'>,
  ours = defaultIssuer(),
): boolean {
  if (SECURITY_EVENTS !== undefined) return SECURITY_EVENTS === 'on'
  return ISSUER === ours && !isEntraId(ISSUER)
}

function defaultIssuer(): string {
  const { authority, tenant } = registrations()
  return `${authority}/${tenant.id}/v2.0`
}

/** Where PostgreSQL is. A password in it would be in every child's environment and in crash reports. */
const DatabaseUrl = z.string().superRefine((value, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message })
  if (!/^postgres(ql)?:\/\/[^/]/.test(value) || !URL.canParse(value)) {
    return refuse('must look like postgresql://user@host:5432/database')
  }
  const { password, hostname, searchParams } = new URL(value)
  if (password !== '') refuse('a password belongs into DATABASE_PASSWORD_FILE')
  // `?host=` would replace the host that is checked here.
  for (const name of searchParams.keys()) {
    if (!['sslmode', 'sslrootcert'].includes(name)) refuse(`the parameter ${name} is not supported`)
  }
  // Given twice, the client would take the last.
  const modes = searchParams.getAll('sslmode')
  if (!LOOPBACK.has(hostname) && (modes.length !== 1 || modes[0] !== 'verify-full')) {
    refuse('must be on loopback, or say sslmode=verify-full')
  }
})

/** Where Valkey is. Plain `redis` is for loopback only: what crosses it are the secret of the nonces, and who was revoked. */
const RedisUrl = z.string().superRefine((value, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message })
  if (!/^rediss?:\/\/[^/]/.test(value) || !URL.canParse(value)) {
    return refuse('must look like rediss://user@host:6379/0')
  }
  const { protocol, password, hostname, pathname, search } = new URL(value)
  if (password !== '') refuse('a password belongs into REDIS_PASSWORD_FILE')
  if (protocol === 'redis:' && !LOOPBACK.has(hostname)) refuse('must be rediss, or redis on loopback')
  if (!/^\/?\d*$/.test(pathname) || search !== '')
    refuse('may name a database by its number, and no parameters')
})

/** `[NAME:]PORT=HOST:PORT,…`: where an address really is (curl's `--connect-to`). Empty outside containers. */
const ConnectTo = z
  .string()
  .regex(
    /^(([\w.-]+:)?\d+=[\w.-]+:\d+(,([\w.-]+:)?\d+=[\w.-]+:\d+)*)?$/,
    'must look like 4490=mock-idp:4490,4401=orchestrator:4401',
  )
  .default('')

const TrustedProxies = z
  .string()
  .transform((list) => list.split(',').filter((item) => item !== ''))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be addresses or CIDR ranges')))
  // Of a range that holds everybody, everybody is a proxy: whatever a caller writes there is then their address.
  .refine((list) => !list.some((range) => range.endsWith('/0')), 'must not be everybody')
  .default([])

/**
 * Reads a configuration from environment variables; an empty variable counts as unset.
 * @throws ConfigError naming every problem
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.infer<Schema> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(set)
  if (parsed.success) return parsed.data
  // The message never quotes the value: somebody will put a secret into the wrong variable.
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
}
