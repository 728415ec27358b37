import type {
  McpServer,
  ServerCapabilities,
  ServerNotifier,
  ServerOptions,
} from '@modelcontextprotocol/server'
import type { ToolPolicy } from './tool-policy.ts'

/**
 * What a server offers beyond the tools of its definition: prompts, resources, progress, questions to the
 * person. No server has it unless it says so (today the one of the MCP conformance suite, in `packages/e2e`), because each
 * part costs a guarantee:
 *
 * - The methods named here run for any valid Token B, without scopes and without Token C: nothing behind them
 *   may act for the user.
 * - Answers may stream. Once a stream has begun, status 200 is out, and a challenge that a tool meets later
 *   is recorded but cannot replace the answer: the client is not asked to step up.
 * - Clients of 2025-11-25 get sessions, which are state: bounded, and each bound to its user and client.
 */
export interface Extension {
  /** Admitted beside the gate's own short list. */
  methods: readonly string[]
  capabilities: ServerCapabilities
  options?: Pick<ServerOptions, 'requestState'>
  /** Rows for the tools that `extend` registers: without a row, the gate lets no call through. */
  policy: Readonly<Record<string, ToolPolicy>>
  /** Called for each server object that is made. `notify` reaches the open `subscriptions/listen` streams. */
  extend(server: McpServer, notify: () => ServerNotifier): void
}
