import { FAILURE_KINDS } from '@chain-of-trust/auth-core/failure'
import * as z from 'zod'
import { Link } from './account.ts'

const Requested = z.object({ requested: z.array(z.string()) })

export const ToolRefusal = z.object({
  /** Which tier or service refused. */
  by: z.string(),
  /** A sentence. */
  reason: z.string(),
  error: z.string().optional(),
  /** What happened at the authorization server. One that this page does not know has no words here. */
  kind: z.enum(FAILURE_KINDS).optional().catch(undefined),
  remedy: z.string().optional(),
  actor: z.string().optional(),
  correlationId: z.string().optional(),
  /** A claims challenge that came up from below: base64 of its JSON. */
  claims: z.string().optional(),
  /** RFC 9470: authentication contexts, and seconds since the last authentication. */
  acrValues: z.array(z.string()).optional(),
  maxAge: z.number().optional(),
  /** The account that has to be connected first, and where. */
  link: Link.optional(),
  /** The call waits for the person, until then (ISO 8601). */
  operation: z.object({ id: z.string(), expiresAt: z.string() }).optional(),
})
export type ToolRefusal = z.infer<typeof ToolRefusal>

/** The parked operation that this output ended. */
const Ended = z.object({ id: z.string() })

/** What a tool part of the chat stream holds as its output. */
export const ToolOutput = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    server: z.string(),
    tool: z.string(),
    scopes: Requested.extend({ granted: z.array(z.string()) }),
    content: z.string(),
    structured: z.unknown().optional(),
    operation: Ended.optional(),
  }),
  z.object({
    ok: z.literal(false),
    server: z.string(),
    tool: z.string(),
    scopes: Requested.optional(),
    refusal: ToolRefusal,
    operation: Ended.optional(),
  }),
])
export type ToolOutput = z.infer<typeof ToolOutput>
