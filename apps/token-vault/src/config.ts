import { join } from 'node:path'
import { parseConfig, registration, serviceSchema } from '@chain-of-trust/service-kit'
import * as z from 'zod'
import { KEK_SETTINGS } from './kek/kek-settings.ts'

const NAME = 'token-vault'
const service = serviceSchema(NAME)
/** https, or http on loopback: tokens cross no network in clear. No trailing slash: `iss` is compared as text. */
const Endpoint = service.shape.RESOURCE.unwrap().refine((url) => !url.endsWith('/'), 'must not end with "/"')

/** Stand-ins of both providers, as `npm start` runs them. */
const saas = 'http://localhost:4492'
const clientId = registration(NAME).name

export const Config = service
  .extend({
    ...KEK_SETTINGS,
    /** Real GitHub: `https://github.com` and `https://api.github.com`. */
    GITHUB_ISSUER: Endpoint.default(`${saas}/github`),
    GITHUB_API_URL: Endpoint.default(`${saas}/github/api`),
    GITHUB_CLIENT_ID: z.string().min(1).default(clientId),
    /** Files with what we prove ourselves with, and nothing else. Default: `keys/token-vault-<provider>.secret` in STATE_DIR. */
    GITHUB_CLIENT_SECRET_FILE: z.string().optional(),
    /** Real Jira: `https://auth.atlassian.com` and `https://api.atlassian.com/ex/jira/<cloud id>/rest/api/3`. */
    JIRA_ISSUER: Endpoint.default(`${saas}/jira`),
    JIRA_API_URL: Endpoint.default(`${saas}/jira/rest/api/3`),
    JIRA_CLIENT_ID: z.string().min(1).default(clientId),
    JIRA_CLIENT_SECRET_FILE: z.string().optional(),
  })
  .transform((config) => ({
    ...config,
    GITHUB_CLIENT_SECRET_FILE: config.GITHUB_CLIENT_SECRET_FILE ?? secretFile(config.STATE_DIR, 'github'),
    JIRA_CLIENT_SECRET_FILE: config.JIRA_CLIENT_SECRET_FILE ?? secretFile(config.STATE_DIR, 'jira'),
  }))
export type Config = z.infer<typeof Config>

function secretFile(stateDir: string, provider: string): string {
  return join(stateDir, 'keys', `${NAME}-${provider}.secret`)
}

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
