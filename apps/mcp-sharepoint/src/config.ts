import {
  AuthenticationContextIds,
  parseConfig,
  registration,
  serviceSchema,
} from '@chain-of-trust/service-kit'
import * as z from 'zod'

const graph = registration('mock-graph')
const service = serviceSchema('mcp-sharepoint')

export const Config = service.extend({
  /** Where Graph is, version included. Real Graph: `https://graph.microsoft.com/v1.0`. */
  GRAPH_URL: service.shape.RESOURCE.unwrap().default(graph.resource ?? graph.url),
  /** App ID URI: the prefix of its scopes. Real Graph: `https://graph.microsoft.com`. */
  GRAPH_IDENTIFIER: z.url().default(graph.identifierUris[0] ?? graph.url),
  /** What the policy's authentication contexts are called in this tenant. */
  AUTHENTICATION_CONTEXTS: AuthenticationContextIds,
})
export type Config = z.infer<typeof Config>

/** @throws ConfigError naming every problem */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  return parseConfig(Config, environment)
}
