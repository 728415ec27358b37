import { join } from 'node:path'
import { parseConfig, registration, serviceSchema } from '@chain-of-trust/service-kit'
import * as z from 'zod'

const NAME = 'attack-lab'
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1'])

/**
 * It attacks with the keys of every tier, which it reads from the system's own folder. So it stays on loopback, where that
 * folder is the developer's, and never runs where somebody depends on what it attacks.
 */
export const Config = serviceSchema(NAME)
  .omit({ CLIENT_KEY_FILE: true, RESOURCE_INDICATORS: true, SECURITY_EVENTS: true, TRUSTED_PROXIES: true })
  .omit({ DATABASE_URL: true, DATABASE_PASSWORD_FILE: true })
  .omit({ REDIS_URL: true, REDIS_PASSWORD_FILE: true, REDIS_CA_FILE: true })
  .extend({
    NODE_ENV: z
      .string()
      .optional()
      .refine((value) => value !== 'production', 'the attack lab attacks the system: never in production'),
    HOST: z
      .string()
      .default('127.0.0.1')
      .refine((host) => LOOPBACK.has(host), 'must be loopback'),
    /** The one origin whose page may use it. */
    HOST_ORIGIN: z.url().default(registration('ai-host').url),
  })
  .transform((config) => ({
    ...config,
    /** Its own log is no log of the system that it attacks. */
    LAB_DIR: join(config.STATE_DIR, NAME),
  }))
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
