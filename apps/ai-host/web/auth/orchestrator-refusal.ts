import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { readFailure, type Failure } from '@chain-of-trust/auth-core/failure'
import { readChallenge, type Challenge } from './challenge.ts'

interface Answer {
  status: number
  challenge?: Challenge | undefined
  error?: string | undefined
  description?: string | undefined
  retryAfter?: number | undefined
  failure?: Failure | undefined
  operation?: string | undefined
}

/** The orchestrator answered, and not with success. */
export class OrchestratorRefusal extends Error {
  override readonly name = 'OrchestratorRefusal'
  /** HTTP. */
  readonly status: number
  /** The registered code, as far as one was sent. */
  readonly error: string | undefined
  /** What is wrong with the request, in words (400 only). */
  readonly description: string | undefined
  /** What it asks of the person; absent when it asks nothing, or nothing that can be read. */
  readonly challenge: Challenge | undefined
  /** Seconds. */
  readonly retryAfter: number | undefined
  /** What happened at the authorization server, when it was that. */
  readonly failure: Failure | undefined
  /** The request was not lost: it waits for the person under this id. */
  readonly operation: string | undefined

  constructor(answer: Answer) {
    super(`orchestrator: ${answer.status} ${answer.error ?? ''}`.trimEnd())
    this.status = answer.status
    this.error = answer.error
    this.description = answer.description
    this.challenge = answer.challenge
    this.retryAfter = answer.retryAfter
    this.failure = answer.failure
    this.operation = answer.operation
  }
}

/** Reads a refusal: `WWW-Authenticate`, `Retry-After` and the JSON body. */
export async function readRefusal(response: Response): Promise<OrchestratorRefusal> {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const isChallenge = ({ params }: { params: Record<string, string> }): boolean =>
    params['claims'] !== undefined || params['error'] === 'insufficient_user_authentication'
  const params = (challenges.find(isChallenge) ?? challenges[0])?.params ?? {}
  const body: unknown = await response.json().catch(() => undefined)
  const { error, error_description: description, operation } = isRecord(body) ? body : {}
  return new OrchestratorRefusal({
    status: response.status,
    error: params['error'] ?? textOf(error),
    description: textOf(description),
    challenge: readChallenge({
      claims: params['claims'],
      acrValues: params['acr_values'],
      maxAge: /^\d{1,9}$/.test(params['max_age'] ?? '') ? Number(params['max_age']) : undefined,
    }),
    retryAfter: readSeconds(response.headers.get('retry-after')),
    failure: readFailure(body),
    operation: isRecord(operation) ? textOf(operation['id']) : undefined,
  })
}

/** RFC 9110 §10.2.3 allows a date as well. */
function readSeconds(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
