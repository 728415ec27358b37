import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConfig, registration, telemetryVariables } from '@chain-of-trust/service-kit'
import * as z from 'zod'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])
const PORT = 4492

/**
 * Anybody can sign in here as anybody. So it stays on loopback, where "anybody" is the developer, and never runs where
 * somebody could take it for the real thing.
 */
export const Config = z
  .object({
    NODE_ENV: z
      .string()
      .optional()
      .refine(
        (value) => value !== 'production',
        'the mock of GitHub and Jira signs in anybody: never in production',
      ),
    PORT: z.coerce.number().int().min(0).max(65_535).default(PORT),
    HOST: z.string().default('127.0.0.1'),
    /** Inside a container network the address is not loopback; the published port must be. */
    INSIDE_COMPOSE: z.stringbool().default(false),
    /** Origin of both issuers and of every URL that an answer holds. Default: `http://localhost:<PORT>`. */
    PUBLIC_URL: z.url().optional(),
    /** Origin of the registered client: its redirect URI is `<CLIENT_URL>/callback/<provider>`. */
    CLIENT_URL: z.url().default(registration('token-vault').url),
    STATE_DIR: z.string().default(join(repository, 'var')),
    /** `<provider>.sha256`, the digest of the client's secret, hexadecimal. Default: `saas-clients` in STATE_DIR. */
    CLIENTS_DIR: z.string().optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    ...telemetryVariables,
    CONNECT_TO: z.string().default(''),
  })
  .refine(({ HOST, INSIDE_COMPOSE }) => INSIDE_COMPOSE || LOOPBACK.has(HOST), {
    path: ['HOST'],
    message: 'must be loopback, unless INSIDE_COMPOSE=true says that only a loopback port is published',
    when: () => true,
  })
  .transform((config) => ({
    ...config,
    PUBLIC_URL: new URL(config.PUBLIC_URL ?? `http://localhost:${config.PORT}`).origin,
    CLIENT_URL: new URL(config.CLIENT_URL).origin,
    CLIENTS_DIR: config.CLIENTS_DIR ?? join(config.STATE_DIR, 'saas-clients'),
  }))
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
