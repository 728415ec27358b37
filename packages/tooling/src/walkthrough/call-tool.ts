/** The host's half of a tool call: Token A and a proof, and a trace id of its own to find the records by. */
import { randomBytes } from 'node:crypto'
import type { Secret } from '@chain-of-trust/auth-core'
import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { dpopFetch, type DpopKey } from '@chain-of-trust/auth-core/dpop-client'
import { z } from 'zod'

export interface Caller {
  orchestrator: string
  token: Secret
  /** None: the token is a bearer token. */
  key: DpopKey | undefined
}

export interface ToolAnswer {
  traceId: string
  status: number
  /** Set when the tool ran and the person may have what it found. */
  result?: { content: string; structured: unknown }
  refusal?: WireRefusal
  /** Set when the call waits until the person has connected an account. */
  waiting?: { operation: string; connectUrl: string }
  startedAt: number
  endedAt: number
}

/** What a refusal says on the wire: nothing of why. */
export interface WireRefusal {
  status: number
  error?: string
  reason?: string
  by?: string
  claims?: string
}

const Answer = z.object({
  ok: z.boolean().optional(),
  content: z.string().optional(),
  structured: z.unknown().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
  refusal: z.object({ by: z.string(), reason: z.string() }).optional(),
  operation: z.object({ id: z.string() }).optional(),
  connect_url: z.string().optional(),
})
type Answer = z.infer<typeof Answer>

/** An operation that has ended holds what the call would have answered. */
const Resumed = z.object({ output: Answer.omit({ operation: true }).optional() })

/** Calls one tool of one MCP server through the orchestrator. A refusal is an answer, not an exception. */
export async function callTool(
  caller: Caller,
  tool: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const { response, body, ...request } = await send(caller, `/api/tools/${tool}`, args)
  return answerOf(request, response, Answer.catch({}).parse(body))
}

/** Goes on with a call that waited for the person. */
export async function resumeCall(caller: Caller, operation: string): Promise<ToolAnswer> {
  const { response, body, ...request } = await send(caller, `/api/operations/${operation}/resume`)
  const ended = Resumed.safeParse(body).data?.output
  return answerOf(request, response, ended ?? Answer.omit({ operation: true }).catch({}).parse(body))
}

/** Ends the link to an account, as in the list of connected accounts. None there: nothing to do. */
export async function disconnect(caller: Caller, server: string): Promise<void> {
  const { response } = await send(caller, `/api/accounts/${server}`, undefined, 'DELETE')
  if (!response.ok && response.status !== 404) {
    throw new Error(`DELETE /api/accounts/${server} answered ${response.status}`)
  }
}

async function send(
  { orchestrator, token, key }: Caller,
  path: string,
  args?: Record<string, unknown>,
  method = 'POST',
) {
  const traceId = randomBytes(16).toString('hex')
  const headers = {
    ...(args === undefined ? {} : { 'content-type': 'application/json' }),
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
  }
  const init = { method, headers, ...(args === undefined ? {} : { body: JSON.stringify(args) }) }
  const startedAt = Date.now()
  const url = orchestrator + path
  const response = key
    ? await dpopFetch(key)(url, { ...init, accessToken: token })
    : await fetch(url, { ...init, headers: { ...headers, authorization: `Bearer ${token.reveal()}` } })
  const body: unknown = await response.json().catch(() => ({}))
  return { traceId, startedAt, endedAt: Date.now(), response, body }
}

function answerOf(
  request: Pick<ToolAnswer, 'traceId' | 'startedAt' | 'endedAt'>,
  { ok, status, headers }: Response,
  body: Answer,
): ToolAnswer {
  const answer = { ...request, status }
  if (ok && body.ok) {
    return { ...answer, result: { content: body.content ?? '', structured: body.structured } }
  }
  const challenge = parseChallenges(headers.get('www-authenticate') ?? '')[0]?.params
  const error = body.error ?? challenge?.['error']
  const claims = challenge?.['claims']
  const { operation, connect_url: connectUrl } = body
  return {
    ...answer,
    ...(operation && connectUrl ? { waiting: { operation: operation.id, connectUrl } } : {}),
    refusal: {
      status,
      ...(error === undefined ? {} : { error }),
      ...(claims === undefined ? {} : { claims }),
      ...(body.error_description === undefined ? {} : { reason: body.error_description }),
      ...body.refusal,
    },
  }
}
