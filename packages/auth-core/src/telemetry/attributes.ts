/**
 * Everything that a span or a metric may say, by the names of OpenTelemetry's semantic conventions where there is one.
 * The list is closed, and so is what each name may hold: methods, patterns of routes, names from our own tables,
 * reasons from closed lists. Nothing that a caller wrote (a URL, an argument, a message), no person, no token.
 */
export interface TelemetryAttributes {
  'http.request.method'?: string
  /** The pattern (`/api/tools/:server/:tool`), never the path. */
  'http.route'?: string
  'http.response.status_code'?: number
  /** Host of a configured endpoint. */
  'server.address'?: string
  'server.port'?: number
  'url.scheme'?: string
  'db.system.name'?: string
  /** The first word of a statement. */
  'db.operation.name'?: string
  'mcp.method.name'?: string
  /** A tool that has a row in a policy. */
  'gen_ai.tool.name'?: string
  'gen_ai.operation.name'?: 'execute_tool'
  'network.transport'?: 'pipe' | 'tcp'
  /** A reason from `REFUSALS`, the kind of a failure, or the name of an error class. */
  'error.type'?: string
  /** The token's letter on the walk-through. */
  'chain_of_trust.token'?: string
  'chain_of_trust.cache'?: 'hit' | 'miss'
  'chain_of_trust.cache.name'?: 'verified_token' | 'exchange'
  'chain_of_trust.refusal'?: string
  'chain_of_trust.audit.event'?: string
  'chain_of_trust.outcome'?: 'success' | 'failure' | 'challenge'
}
