import { FAILURE_KINDS } from '@chain-of-trust/auth-core/failure'
import * as z from 'zod'
import { Link } from '../accounts/account.ts'

/** Why a tool call has no result, and what can be done: shown to the person and explained by the model. */
export const RefusalOutput = z.object({
  /** Who refused: `orchestrator`, `authorization server`, or the MCP server's name. */
  by: z.string(),
  /** One plain sentence. */
  reason: z.string(),
  /** The registered code. */
  error: z.string().optional(),
  /** Of the failure taxonomy, where it is one of those. */
  kind: z.enum(FAILURE_KINDS).optional(),
  remedy: z.string().optional(),
  /** Who has to act. */
  actor: z.string().optional(),
  /** The claims challenge, base64 of the JSON as the issuer of the challenge wrote it. */
  claims: z.string().optional(),
  /** What RFC 9470 asks for instead: authentication contexts, and seconds since the last authentication. */
  acrValues: z.array(z.string()).optional(),
  maxAge: z.number().optional(),
  /** Scopes that would be needed. */
  scopes: z.array(z.string()).optional(),
  /** The account that has to be connected first (`error: link_required`, `remedy: connect_account`). */
  link: Link.optional(),
  /** Seconds. */
  retryAfter: z.number().optional(),
  /** The authorization server's identifier for its help desk. */
  correlationId: z.string().optional(),
  /** The call waits for the person, until then (ISO 8601): nothing has to be asked for again. */
  operation: z.object({ id: z.string(), expiresAt: z.iso.datetime() }).optional(),
})
export type RefusalOutput = z.infer<typeof RefusalOutput>

const Common = {
  server: z.string(),
  tool: z.string(),
  /** The parked operation that this output ended. */
  operation: z.object({ id: z.string() }).optional(),
}

/** What a tool part of the chat holds: a result, or a refusal in the same place. Never a token. */
export const ToolOutput = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    ...Common,
    scopes: z.object({ requested: z.array(z.string()), granted: z.array(z.string()) }),
    content: z.string(),
    structured: z.unknown().optional(),
  }),
  z.object({
    ok: z.literal(false),
    ...Common,
    scopes: z.object({ requested: z.array(z.string()) }).optional(),
    refusal: RefusalOutput,
  }),
])
export type ToolOutput = z.infer<typeof ToolOutput>
