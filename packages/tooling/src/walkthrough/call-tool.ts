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
})

/** Calls one tool of one MCP server through the orchestrator. A refusal is an answer, not an exception. */
export async function callTool(
  { orchestrator, token, key }: Caller,
  tool: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const traceId = randomBytes(16).toString('hex')
  const headers = {
    'content-type': 'application/json',
    traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
  }
  const url = `${orchestrator}/api/tools/${tool}`
  const init = { method: 'POST', headers, body: JSON.stringify(args) }
  const startedAt = Date.now()
  const response = key
    ? await dpopFetch(key)(url, { ...init, accessToken: token })
    : await fetch(url, { ...init, headers: { ...headers, authorization: `Bearer ${token.reveal()}` } })
  const body = Answer.catch({}).parse(await response.json().catch(() => ({})))
  const answer = { traceId, status: response.status, startedAt, endedAt: Date.now() }

  if (response.ok && body.ok) {
    return { ...answer, result: { content: body.content ?? '', structured: body.structured } }
  }
  const challenge = parseChallenges(response.headers.get('www-authenticate') ?? '')[0]?.params
  const error = body.error ?? challenge?.['error']
  const claims = challenge?.['claims']
  return {
    ...answer,
    refusal: {
      status: response.status,
      ...(error === undefined ? {} : { error }),
      ...(claims === undefined ? {} : { claims }),
      ...(body.error_description === undefined ? {} : { reason: body.error_description }),
      ...body.refusal,
    },
  }
}
