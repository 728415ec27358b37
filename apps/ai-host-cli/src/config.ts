import { join } from 'node:path'
import { localRegistration, registration } from '@chain-of-trust/service-kit/registrations'
import { Endpoint, localSchema, parseConfig } from '@chain-of-trust/service-kit/config'
import * as z from 'zod'

export const Config = localSchema('ai-host-cli')
  .extend({
    /** Where `chat` sends its requests, and Token A with them. */
    ORCHESTRATOR_URL: Endpoint.default(registration('orchestrator').url),
    /** Seconds that a sign-in waits for the person. */
    SIGN_IN_TIMEOUT: z.coerce.number().int().min(1).max(3600).default(300),
    /** Where the key of the token cache is kept. `auto`: the keychain of the system where one answers, else a file. */
    CACHE_KEY_STORE: z.enum(['auto', 'keychain', 'file']).default('auto'),
  })
  // An editor's settings come with a repository: they must not send the person's refresh token, which is kept for the
  // issuer, to somebody else.
  .refine(({ ISSUER, TOKEN_ENDPOINT }) => new URL(TOKEN_ENDPOINT).origin === new URL(ISSUER).origin, {
    path: ['TOKEN_ENDPOINT'],
    message: 'must be at the origin of ISSUER: what was signed in to there is sent there',
  })
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem, without the values */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  return parseConfig(Config, environment)
}

/** The folder of everything that this program keeps. */
export function stateFolder({ STATE_DIR }: Pick<Config, 'STATE_DIR'>): string {
  return join(STATE_DIR, 'ai-host-cli')
}

/**
 * The full names of a registered application's scopes.
 * @param resource the application's name, such as `mcp-workspace`
 * @param scopes short names
 */
export function scopesOf(resource: string, ...scopes: string[]): string[] {
  const [identifier] = localRegistration(resource).identifierUris
  return scopes.map((scope) => `${identifier}/${scope}`)
}
