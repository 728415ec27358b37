import type { ScopeHierarchy } from '@chain-of-trust/auth-core'
import { ConfigError } from '@chain-of-trust/service-kit'
import type { LinkedResource } from './linked/linked-resource.ts'
import { unmappedContexts, type ToolPolicy } from './tool-policy.ts'
import type { Tool } from './tool.ts'

/** A resource that tools call with Token C. */
export interface DownstreamResource {
  /** App ID URI: the prefix of each scope's full name. */
  identifier: string
  /** Base of every request; a token never leaves it. */
  url: string
}

/** Whether it lies outside of the tenant, behind the token vault. */
export function isLinked(resource: DownstreamResource | LinkedResource): resource is LinkedResource {
  return 'vault' in resource
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
  const beyondList = (row: string, { resource, scopes }: ToolPolicy['calls']): string[] => {
    const called = resources[resource]
    if (called === undefined || !isLinked(called)) return []
    return scopes
      .filter((scope) => !called.scopes.includes(scope))
      .map((scope) => `${row} asks for ${scope}, which the token vault does not allow ${definition.name}`)
  }
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
      ...beyondList(name, calls),
    ]),
  ]
  if (faults.length > 0) throw new ConfigError(faults)
  return definition
}
