import type { ScopeHierarchy } from '@chain-of-trust/auth-core'
import { ConfigError } from '@chain-of-trust/service-kit'
import { unmappedContexts, type ToolPolicy } from './tool-policy.ts'
import type { Tool } from './tool.ts'

/** A resource that tools call with Token C. */
export interface DownstreamResource {
  /** App ID URI: the prefix of each scope's full name. */
  identifier: string
  /** Base of every request; a token never leaves it. */
  url: string
}

/**
 * A resource outside of the tenant, where each person has an account of their own. Which account that is, and whether
 * this server may use it, the person decides at the token vault; Token C is for the vault, and opens nothing here.
 */
export interface LinkedResource {
  /** As the vault's access control list names it: `github`. */
  provider: string
  /** For people: `GitHub`. */
  title: string
  /** Base of every request; a token never leaves it. */
  url: string
  /** What the vault's access control list allows this server, in the provider's own scopes. */
  scopes: readonly string[]
  vault: LinkVault
}

/** The token vault that keeps the links. */
export interface LinkVault {
  /** App ID URI: the prefix of its scope's full name. */
  identifier: string
  /** Base of its API. */
  url: string
  /** Its page for people, where links are made and ended. */
  portal: string
}

/** Names of the vault's answer in the metadata of an elicitation: for hosts that show more than a message. */
export const LINK_METADATA = 'chain-of-trust.example/link'

/** What {@link LINK_METADATA} holds. */
export interface LinkRequest {
  provider: string
  provider_name: string
  /** Which server asks: its name. */
  server: string
  reason: 'not_linked' | 'scopes_missing' | 'grant_lost'
  /** The provider's scopes that the person is asked for. */
  scopes: readonly string[]
  /** ISO 8601: until when the page can be opened. */
  expires_at: string
}

export interface ServerDefinition<Policy extends Readonly<Record<string, ToolPolicy>>> {
  name: string
  title: string
  version: string
  /** Told to the model by hosts that pass it on. */
  instructions?: string
  policy: Policy
  /** Ids of the tenant's authentication contexts by the names that the policy's rows use; from configuration. */
  authenticationContexts?: Readonly<Record<string, string>>
  /** Which of the policy's scopes include narrower ones. */
  scopeHierarchy?: ScopeHierarchy
  /** Exactly one tool for each row of the policy, under the same name. */
  tools: { readonly [Name in keyof NoInfer<Policy>]: Tool }
  /** Exactly the resources that the policy's rows name. */
  resources: {
    readonly [Name in NoInfer<Policy>[keyof Policy]['calls']['resource']]: DownstreamResource | LinkedResource
  }
}

/** A definition whose types have been checked. */
export type McpServerDefinition = ServerDefinition<Readonly<Record<string, ToolPolicy>>>

/**
 * Declares an MCP server. A tool without a policy row, a row without a tool, and a row that calls an unknown
 * resource do not compile; what gets past the compiler does not start.
 * @throws ConfigError naming every such fault
 */
export function defineServer<const Policy extends Readonly<Record<string, ToolPolicy>>>(
  definition: ServerDefinition<Policy>,
): McpServerDefinition {
  const { policy, tools, resources, authenticationContexts }: McpServerDefinition = definition
  const faults = [
    ...unmappedContexts(policy, authenticationContexts),
    ...Object.keys(tools)
      .filter((name) => !Object.hasOwn(policy, name))
      .map((name) => `tool ${name} has no row in the policy`),
    ...Object.entries(policy).flatMap(([name, { scopes, calls }]) => [
      ...(Object.hasOwn(tools, name) ? [] : [`the policy's row ${name} has no tool`]),
      ...(Object.hasOwn(resources, calls.resource)
        ? []
        : [`${name} calls ${calls.resource}: no such resource`]),
      // An empty list would mean "no scope needed": open instead of closed.
      ...(scopes.length > 0 && calls.scopes.length > 0 ? [] : [`${name} names no scopes`]),
    ]),
  ]
  if (faults.length > 0) throw new ConfigError(faults)
  return definition
}
