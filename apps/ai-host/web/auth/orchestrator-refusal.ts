import { decodeClaims, parseChallenges } from '@chain-of-trust/auth-core/challenge'

/** The orchestrator answered, and not with success. */
export class OrchestratorRefusal extends Error {
  override readonly name = 'OrchestratorRefusal'
  /** HTTP. */
  readonly status: number
  /** The registered code, as far as one was sent. */
  readonly error: string | undefined
  /** What is wrong with the request, in words (400 only). */
  readonly description: string | undefined
  /** A claims challenge: JSON text, to be passed to the identity provider as it is. */
  readonly claims: string | undefined
  /** Seconds. */
  readonly retryAfter: number | undefined

  constructor(
    answer: Pick<OrchestratorRefusal, 'status' | 'error' | 'description' | 'claims' | 'retryAfter'>,
  ) {
    super(`orchestrator: ${answer.status} ${answer.error ?? ''}`.trimEnd())
    this.status = answer.status
    this.error = answer.error
    this.description = answer.description
    this.claims = answer.claims
    this.retryAfter = answer.retryAfter
  }
}

/** Reads a refusal: `WWW-Authenticate`, `Retry-After` and the JSON body. */
export async function readRefusal(response: Response): Promise<OrchestratorRefusal> {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const challenge = challenges.find(({ params }) => params['claims'] !== undefined) ?? challenges[0]
  const body = await readBody(response)
  return new OrchestratorRefusal({
    status: response.status,
    error: challenge?.params['error'] ?? body.error,
    description: body.description,
    claims: readClaims(challenge?.params['claims']),
    retryAfter: readSeconds(response.headers.get('retry-after')),
  })
}

function readClaims(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined
  try {
    return decodeClaims(encoded)
  } catch {
    // A challenge that nobody can read cannot be met: the plain refusal remains.
    return undefined
  }
}

/** RFC 9110 §10.2.3 allows a date as well. */
function readSeconds(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds))
}

async function readBody(response: Response): Promise<{ error?: string; description?: string }> {
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null) return {}
  const { error, error_description: description } = body as Record<string, unknown>
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  }
}
