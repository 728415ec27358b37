import { parseConfig, serviceSchema, tokenVaultVariables } from '@chain-of-trust/service-kit'
import type * as z from 'zod'

const service = serviceSchema('mcp-jira')

export const Config = service.extend({
  /** Where Jira's API is. Real Jira: `https://api.atlassian.com/ex/jira/<cloud id>/rest/api/3`. */
  JIRA_API_URL: service.shape.RESOURCE.unwrap().default('http://localhost:4492/jira/rest/api/3'),
  ...tokenVaultVariables,
})
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
