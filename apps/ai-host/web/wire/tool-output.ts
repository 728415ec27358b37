import * as z from 'zod'

const Scopes = z.object({ requested: z.array(z.string()), granted: z.array(z.string()).default([]) })

const Refusal = z.object({
  /** Which tier or service refused. */
  by: z.string(),
  /** A sentence. */
  reason: z.string(),
  error: z.string().optional(),
  remedy: z.string().optional(),
  actor: z.string().optional(),
  correlationId: z.string().optional(),
  /** A claims challenge that came up from below: base64 of its JSON. */
  claims: z.string().optional(),
})
export type ToolRefusal = z.infer<typeof Refusal>

/** What a tool part of the chat stream holds as its output. */
export const ToolOutput = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    server: z.string(),
    tool: z.string(),
    scopes: Scopes,
    content: z.string(),
    structured: z.unknown().optional(),
  }),
  z.object({
    ok: z.literal(false),
    server: z.string(),
    tool: z.string(),
    scopes: Scopes.optional(),
    refusal: Refusal,
  }),
])
export type ToolOutput = z.infer<typeof ToolOutput>
