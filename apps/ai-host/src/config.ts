import { parseConfig, registration, serviceSchema } from '@chain-of-trust/service-kit'
import * as z from 'zod'

const Origin = z
  .url()
  .refine((url) => new URL(url).origin === url, 'must be an origin: no path, no trailing slash')

const ConfigSchema = serviceSchema('ai-host')
  .omit({ CLIENT_KEY_FILE: true, AUDIENCE: true, JWKS_URI: true, RESOURCE: true })
  .extend({
    /** Where the page sends its requests (CSP `connect-src`). */
    ORCHESTRATOR_URL: Origin.default(registration('orchestrator').url),
    /** The orchestrator's permission that the page asks for, as Entra ID wants it: full. */
    ORCHESTRATOR_SCOPE: z
      .string()
      .default(`${registration('orchestrator').identifierUris[0]}/access_as_user`),
    /** Registered with the identity provider, character by character. */
    REDIRECT_URI: z.url().default(registration('ai-host').spa!.redirectUris[0]!),
  })
export type Config = z.infer<typeof ConfigSchema>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(ConfigSchema, environment)
}
