import {
  AuthenticationContextIds,
  parseConfig,
  serviceSchema,
  tokenVaultVariables,
} from '@chain-of-trust/service-kit'
import type * as z from 'zod'

const service = serviceSchema('mcp-github')

export const Config = service.extend({
  /** Where GitHub's API is. Real GitHub: `https://api.github.com`. */
  GITHUB_API_URL: service.shape.RESOURCE.unwrap().default('http://localhost:4492/github/api'),
  ...tokenVaultVariables,
  /** What the policy's authentication contexts are called in this tenant. */
  AUTHENTICATION_CONTEXTS: AuthenticationContextIds,
})
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
