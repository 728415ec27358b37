import type { ControlId } from './controls/index.ts'
import type { Answer } from './http.ts'
import type { Target } from './target.ts'

/** The tier that has to refuse. */
export type Guard =
  | 'orchestrator'
  | 'mcp-sharepoint'
  | 'mcp-github'
  | 'mcp-workspace'
  | 'ai-host-cli'
  | 'token-vault'
  | 'audit-trail'
  | 'mock-graph'
  | 'mock-idp'
  | 'mock-saas'

/** One way to be wrong. Its id is the name of its file. */
export interface Attack {
  /** What the attacker does. */
  title: string
  /** The clause that asks for the refusal: of the playbook, an RFC or the MCP specification. */
  playbook: string
  /** What of the checklist its refusal proves. */
  controls: readonly [ControlId, ...ControlId[]]
  expected: Expected
  /** The same request without the twist. It must be accepted, or the refusal proves nothing. */
  control(target: Target): Promise<Answer>
  attempt(target: Target): Promise<Answer>
}

export interface Expected {
  by: Guard
  /**
   * In the audit log. Absent: the request is turned away as malformed, before it is anybody's; or there is nothing in it
   * that could be refused. A provider outside of the tenant keeps no log of ours.
   */
  reason?: string
  /** The person must act on it, so the answer says it as well. */
  told?: true
  /** Of a local process: its exit code; 0 where it goes on. */
  status: number
  /** All that the wire may tell: the registered code. */
  error?: string
}
