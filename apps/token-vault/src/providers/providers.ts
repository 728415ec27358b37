import type { Config } from '../config.ts'
import { readClientSecret } from './client-secret.ts'
import { github } from './github.ts'
import { jira } from './jira.ts'
import type { Provider } from './provider.ts'

/** By name. */
export type Providers = ReadonlyMap<string, Provider>

/** Every provider that accounts can be linked at. @throws ConfigError without a client secret */
export function openProviders(config: Config): Providers {
  const providers = [
    github({
      issuer: config.GITHUB_ISSUER,
      apiUrl: config.GITHUB_API_URL,
      clientId: config.GITHUB_CLIENT_ID,
      clientSecret: readClientSecret('GITHUB_CLIENT_SECRET_FILE', config.GITHUB_CLIENT_SECRET_FILE),
    }),
    jira({
      issuer: config.JIRA_ISSUER,
      apiUrl: config.JIRA_API_URL,
      clientId: config.JIRA_CLIENT_ID,
      clientSecret: readClientSecret('JIRA_CLIENT_SECRET_FILE', config.JIRA_CLIENT_SECRET_FILE),
    }),
  ]
  return new Map(providers.map((provider) => [provider.name, provider]))
}
