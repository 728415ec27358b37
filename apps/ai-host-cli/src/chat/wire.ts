import { FAILURE_KINDS } from '@chain-of-trust/auth-core/failure'
import * as z from 'zod'

/** Why a tool call has no result, and what can be done. */
export const ToolRefusal = z.object({
  by: z.string(),
  reason: z.string(),
  error: z.string().optional(),
  kind: z.enum(FAILURE_KINDS).optional().catch(undefined),
  remedy: z.string().optional(),
  actor: z.string().optional(),
  correlationId: z.string().optional(),
  /** The call waits for the person. */
  operation: z.object({ id: z.string(), expiresAt: z.string() }).optional(),
})
export type ToolRefusal = z.infer<typeof ToolRefusal>

const Called = {
  server: z.string(),
  tool: z.string(),
  /** The operation that this output ended. */
  operation: z.object({ id: z.string() }).optional(),
}

/** The output of a tool part of the chat. */
export const ToolOutput = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    ...Called,
    scopes: z.object({ requested: z.array(z.string()), granted: z.array(z.string()) }),
    content: z.string(),
    structured: z.unknown().optional(),
  }),
  z.object({
    ok: z.literal(false),
    ...Called,
    scopes: z.object({ requested: z.array(z.string()) }).optional(),
    refusal: ToolRefusal,
  }),
])
export type ToolOutput = z.infer<typeof ToolOutput>

const Needs = z.object({
  kind: z.enum(['step_up', 'consent', 'sign_in', 'link']),
  by: z.string(),
  reason: z.string(),
  /** base64 of JSON. */
  claims: z.string().optional(),
  acrValues: z.array(z.string()).optional(),
  /** Seconds. */
  maxAge: z.number().optional(),
  url: z.url().optional(),
  /** ISO 8601. */
  urlExpiresAt: z.string().optional(),
  providerName: z.string().optional(),
})
export type Needs = z.infer<typeof Needs>

/** A call that waits for the person, or did. */
export const Operation = z.object({
  id: z.string(),
  state: z.enum(['needs_user', 'running', 'interrupted', 'done', 'failed', 'cancelled', 'expired']),
  title: z.string(),
  expiresAt: z.string(),
  needs: Needs.optional(),
  output: ToolOutput.optional().catch(undefined),
})
export type Operation = z.infer<typeof Operation>

/** A fresh page to connect the account that a call waits for. */
export const ConnectPage = z.object({ url: z.url() })

/** As far as the flags need it. */
export const Catalogue = z.object({
  model: z.object({ label: z.string() }),
  servers: z.array(
    z.object({ name: z.string(), title: z.string(), scopes: z.array(z.object({ value: z.string() })) }),
  ),
})
export type Catalogue = z.infer<typeof Catalogue>
