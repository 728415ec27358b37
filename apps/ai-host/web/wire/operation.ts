import * as z from 'zod'
import { Link } from './account.ts'
import { ToolOutput } from './tool-output.ts'

/** What an operation waits for. */
const Needs = z.object({
  kind: z.enum(['step_up', 'consent', 'sign_in', 'link']),
  /** Which tier or service asked. */
  by: z.string(),
  /** A sentence. */
  reason: z.string(),
  /** A claims challenge: base64 of its JSON. */
  claims: z.string().optional(),
  /** RFC 9470: authentication contexts, in order of preference. */
  acrValues: z.array(z.string()).optional(),
  /** RFC 9470: seconds since the person last signed in. */
  maxAge: z.number().optional(),
  /** Full names; the provider's, of a `link`. */
  scopes: z.array(z.string()).optional(),
  /** Of a `link`: the page of the token vault where the person connects the account, and until when it can be used. */
  url: Link.shape.url.optional(),
  urlExpiresAt: Link.shape.urlExpiresAt,
  provider: Link.shape.provider.optional(),
  providerName: Link.shape.providerName.optional(),
})

/** Something the agent began in the person's name and cannot finish without them, or has finished since. */
export const Operation = z.object({
  id: z.string(),
  kind: z.enum(['tool_call', 'job']),
  state: z.enum(['needs_user', 'running', 'done', 'failed', 'cancelled', 'expired', 'interrupted']),
  title: z.string(),
  server: z.string().optional(),
  tool: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  conversation: z.string().optional(),
  toolCallId: z.string().optional(),
  jobId: z.string().optional(),
  createdAt: z.string(),
  expiresAt: z.string(),
  needs: Needs.optional(),
  // A job's result need not have the form of a tool's.
  output: ToolOutput.optional().catch(undefined),
  /** Why it failed, when it was not the call itself that did. */
  error: z.string().optional(),
})
export type Operation = z.infer<typeof Operation>

/** `GET /api/operations`: the caller's own, waiting ones first. */
export const OperationList = z.object({ operations: z.array(Operation) })
