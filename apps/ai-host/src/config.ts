import { parseConfig, registration, serviceSchema } from '@chain-of-trust/service-kit'
import * as z from 'zod'

const Origin = z
  .url()
  .refine((url) => new URL(url).origin === url, 'must be an origin: no path, no trailing slash')

export const Config = serviceSchema('ai-host')
  // It takes no token and keeps nothing.
  .omit({ CLIENT_KEY_FILE: true, AUDIENCE: true, JWKS_URI: true, RESOURCE: true, RESOURCE_INDICATORS: true })
  .omit({ DATABASE_URL: true, DATABASE_PASSWORD_FILE: true, TRUSTED_PROXIES: true })
  .omit({ REDIS_URL: true, REDIS_PASSWORD_FILE: true, REDIS_CA_FILE: true })
  .omit({ AUDIT_TRAIL_INSTANCE: true })
  .extend({
    /** Where the page sends its requests (CSP `connect-src`). */
    ORCHESTRATOR_URL: Origin.default(registration('orchestrator').url),
    /** The orchestrator's permission that the page asks for, as Entra ID wants it: full. */
    ORCHESTRATOR_SCOPE: z
      .string()
      .default(`${registration('orchestrator').identifierUris[0]}/access_as_user`),
    /** Where the page asks for audit records; absent: it shows none. */
    AUDIT_TRAIL_URL: Origin.optional(),
    /** audit-trail's permission that the page asks for, full. */
    AUDIT_TRAIL_SCOPE: z.string().default(`${registration('audit-trail').identifierUris[0]}/Audit.Read`),
    /** The attack lab, where it runs (`npm start` on a developer's machine). */
    ATTACK_LAB_URL: Origin.optional(),
    /** Registered with the identity provider, character by character. */
    REDIRECT_URI: z.url().default(registration('ai-host').spa!.redirectUris[0]!),
  })
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
