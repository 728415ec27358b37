import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  auditTrailVariables,
  parseConfig,
  registrations,
  telemetryVariables,
} from '@chain-of-trust/service-kit'
import * as z from 'zod'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])
const { authority, tenant } = registrations()

/**
 * Anybody can sign in here as anybody. So it stays on loopback, where "anybody" is the developer, and never
 * runs where somebody could take it for an identity provider.
 */
export const Config = z
  .object({
    NODE_ENV: z
      .string()
      .optional()
      .refine(
        (value) => value !== 'production',
        'the mock of Entra ID signs in anybody: never in production',
      ),
    PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(Number(new URL(authority).port)),
    HOST: z.string().default('127.0.0.1'),
    /** Inside a container network the address is not loopback; the published port must be. */
    INSIDE_COMPOSE: z.stringbool().default(false),
    TENANT_ID: z.guid().toLowerCase().default(tenant.id),
    /** `iss` of the tokens, and through its origin every URL that the mock calls its own. */
    ISSUER: z.url().default(`${authority}/${tenant.id}/v2.0`),
    SENDER_CONSTRAINT: z.enum(['dpop', 'none']).default('dpop'),
    STATE_DIR: z.string().default(join(repository, 'var')),
    /** `<application>.pem`, the registered certificates; default: `certificates` in STATE_DIR. */
    CERTIFICATES_DIR: z.string().optional(),
    /** Default: `sendsSecurityEvents`. */
    SECURITY_EVENTS: z.enum(['on', 'off']).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    ...telemetryVariables,
    ...auditTrailVariables,
    /** Its own, as a client that sends its log to audit-trail. Default: `keys/mock-idp.pem` in STATE_DIR. */
    CLIENT_KEY_FILE: z.string().optional(),
    CONNECT_TO: z.string().default(''),
  })
  .refine(({ HOST, INSIDE_COMPOSE }) => INSIDE_COMPOSE || LOOPBACK.has(HOST), {
    path: ['HOST'],
    message: 'must be loopback, unless INSIDE_COMPOSE=true says that only a loopback port is published',
    when: () => true,
  })
  .refine(({ ISSUER, TENANT_ID }) => ISSUER === `${new URL(ISSUER).origin}/${TENANT_ID}/v2.0`, {
    path: ['ISSUER'],
    message: 'must be <origin>/<TENANT_ID>/v2.0',
    when: ({ value }) => z.object({ ISSUER: z.url() }).safeParse(value).success,
  })
export type Config = z.infer<typeof Config>

/**
 * Whether the registered applications are told what changes. Unless configured: under the registered issuer only. A
 * second tenant on this machine, a test's say, would tell the services of the first.
 */
export function sendsSecurityEvents({
  ISSUER,
  SECURITY_EVENTS = ISSUER === `${authority}/${tenant.id}/v2.0` ? 'on' : 'off',
}: Pick<Config, 'ISSUER' | 'SECURITY_EVENTS'>): boolean {
  return SECURITY_EVENTS === 'on'
}

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
