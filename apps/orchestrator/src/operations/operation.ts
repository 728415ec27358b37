import type { Subject } from '@chain-of-trust/auth-core'
import * as z from 'zod'
import { Link } from '../accounts/account.ts'
import { ToolOutput } from '../tools/tool-output.ts'

/**
 * `needs_user` waits for the person · `running` · `interrupted`: the process ended in the middle, it may have
 * happened · and four ends: `done`, `failed`, `cancelled`, `expired`.
 */
export const OperationState = z.enum([
  'needs_user',
  'running',
  'interrupted',
  'done',
  'failed',
  'cancelled',
  'expired',
])
export type OperationState = z.infer<typeof OperationState>

/** Which state may follow which. What has ended stays as it is. */
export const NEXT: Readonly<Record<OperationState, readonly OperationState[]>> = {
  // With a fresh page to connect an account at.
  needs_user: ['needs_user', 'running', 'cancelled', 'expired'],
  interrupted: ['running', 'cancelled', 'expired'],
  running: ['needs_user', 'interrupted', 'done', 'failed'],
  done: [],
  failed: [],
  cancelled: [],
  expired: [],
}

export const ENDED: ReadonlySet<OperationState> = new Set(
  OperationState.options.filter((state) => NEXT[state].length === 0),
)

/** What only the person can give before the same call can succeed. */
export const Needs = z.object({
  kind: z.enum(['step_up', 'consent', 'sign_in', 'link']),
  /** Who asks: `authorization server`, or the MCP server's name. */
  by: z.string(),
  /** One plain sentence. */
  reason: z.string(),
  /** The claims challenge, base64 of the JSON as the issuer of the challenge wrote it. */
  claims: z.string().optional(),
  /** What RFC 9470 asks for instead: authentication contexts, and seconds since the last authentication. */
  acrValues: z.array(z.string()).optional(),
  maxAge: z.number().optional(),
  /** Full names; for a link, the provider's. */
  scopes: z.array(z.string()).optional(),
  /** For a link: which account, and where to connect it. */
  url: Link.shape.url.optional(),
  urlExpiresAt: Link.shape.urlExpiresAt,
  provider: Link.shape.provider.optional(),
  providerName: Link.shape.providerName.optional(),
})
export type Needs = z.infer<typeof Needs>

export const OperationKind = z.enum(['tool_call', 'job'])
export type OperationKind = z.infer<typeof OperationKind>

/** A call that waits, as its owner sees it. Times are ISO 8601. */
export const Operation = z.object({
  id: z.string(),
  kind: OperationKind,
  state: OperationState,
  /** What would happen, in words. */
  title: z.string(),
  server: z.string().optional(),
  tool: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  /** The chat that it belongs to; none: a plain HTTP call. */
  conversation: z.string().optional(),
  toolCallId: z.string().optional(),
  jobId: z.string().optional(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** While it waits. */
  needs: Needs.optional(),
  /** When it is done or failed. */
  output: ToolOutput.optional(),
  /** Why it failed, when it was not the call itself that did. */
  error: z.string().optional(),
})
export type Operation = z.infer<typeof Operation>

/** The call exactly as it was asked for, with what the person had allowed when it was parked. */
export const ParkedCall = z.object({
  server: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  conversation: z.string().optional(),
  toolCallId: z.string().optional(),
  /** The ceiling given with the chat: scopes of this server. Absent: the person narrowed nothing. */
  delegated: z.array(z.string()).optional(),
  /** The person said yes to just this call, or it was their own act. */
  approved: z.boolean(),
})
export type ParkedCall = z.infer<typeof ParkedCall>

/** A parked operation as it is stored. Times are milliseconds since the epoch. Never a token. */
export interface StoredOperation {
  id: string
  subject: Subject
  /** `azp` of the token with which it was asked for: only the same client may resume it. */
  clientId: string
  kind: OperationKind
  state: OperationState
  title: string
  call?: ParkedCall
  jobId?: string
  needs?: Needs
  /** Digest of every challenge so far: the same one twice ends the loop. */
  challenges: readonly string[]
  /** Goes with every attempt, so that whoever is called can recognise the second. */
  idempotencyKey: string
  /** Trace of the request that was parked. */
  traceId?: string
  output?: ToolOutput
  error?: string
  createdAt: number
  expiresAt: number
  finishedAt?: number
  /** Counts the changes: each one names the version that it changes. */
  version: number
}

export function operationOf(stored: StoredOperation): Operation {
  const { id, kind, state, title, call, jobId, needs, output, error } = stored
  const { approved: _approved, delegated: _delegated, ...shown } = call ?? {}
  return {
    id,
    kind,
    state,
    title,
    ...shown,
    ...(jobId === undefined ? {} : { jobId }),
    createdAt: new Date(stored.createdAt).toISOString(),
    expiresAt: new Date(stored.expiresAt).toISOString(),
    ...(needs === undefined || state !== 'needs_user' ? {} : { needs }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
  }
}
