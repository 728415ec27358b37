/** An error of RFC 6749 §4.1.2.1 or §5.2, and how the token endpoint answers it. */
export class OAuthError extends Error {
  readonly error: string
  readonly status: number
  /** Seconds. */
  readonly retryAfter: number | undefined

  constructor(error: string, description: string, more: { status?: number; retryAfter?: number } = {}) {
    super(description)
    this.error = error
    this.status = more.status ?? (error === 'invalid_client' ? 401 : 400)
    this.retryAfter = more.retryAfter
  }
}

/** Shown to the person: whose the reply address is, is not known (RFC 9700 §4.1). */
export class Unanswerable extends Error {}
