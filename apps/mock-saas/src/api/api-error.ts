/** What an API answers instead of what was asked for, in the words of its provider. */
export class ApiError extends Error {
  readonly status: number
  readonly body: object
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: object, headers: Readonly<Record<string, string>> = {}) {
    super(`answers ${status}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** How a provider says what every API has to say. `retryAfter` in seconds. */
export interface ApiErrors {
  credentialsMissing(): ApiError
  credentialsRefused(): ApiError
  scopeMissing(needed: string, granted: readonly string[]): ApiError
  rateLimited(retryAfter: number): ApiError
  failing(retryAfter: number): ApiError
  notFound(): ApiError
  /** The body is no JSON. */
  unreadable(): ApiError
}
