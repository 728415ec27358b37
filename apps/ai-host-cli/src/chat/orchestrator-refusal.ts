import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { readFailure, type Failure } from '@chain-of-trust/auth-core/failure'

/** The orchestrator answered, and not with success. */
export class OrchestratorRefusal extends Error {
  override readonly name = 'OrchestratorRefusal'
  /** HTTP. */
  readonly status: number
  /** The registered code, as far as one was sent. */
  readonly error: string | undefined
  /** What is wrong with the request, in the orchestrator's words. */
  readonly description: string | undefined
  /** A claims challenge, JSON text as it came. */
  readonly claims: string | undefined
  /** Seconds. */
  readonly retryAfter: number | undefined
  /** What happened at the authorization server, when it was that. */
  readonly failure: Failure | undefined
  /** The request was not lost: it waits for the person under this id. */
  readonly operation: string | undefined

  constructor(answer: Partial<OrchestratorRefusal> & { status: number }) {
    super(`orchestrator: ${answer.status} ${answer.error ?? ''}`.trimEnd())
    this.status = answer.status
    this.error = answer.error
    this.description = answer.description
    this.claims = answer.claims
    this.retryAfter = answer.retryAfter
    this.failure = answer.failure
    this.operation = answer.operation
  }
}

/** Reads a refusal: `WWW-Authenticate`, `Retry-After` and the JSON body. */
export async function readRefusal(response: Response): Promise<OrchestratorRefusal> {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const params = (challenges.find(({ params: { claims } }) => claims !== undefined) ?? challenges[0])?.params
  const body: unknown = await response.json().catch(() => undefined)
  const { error, error_description: description, operation } = isRecord(body) ? body : {}
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  return new OrchestratorRefusal({
    status: response.status,
    error: params?.['error'] ?? textOf(error),
    description: textOf(description),
    claims: readClaims(params?.['claims']),
    retryAfter: Number.isNaN(seconds) ? undefined : seconds,
    failure: readFailure(body),
    operation: isRecord(operation) ? textOf(operation['id']) : undefined,
  })
}

/** @returns undefined: there are none, or none that anybody can read, and the plain refusal remains */
export function readClaims(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined
  try {
    return decodeClaims(encoded)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
