import { ApiError, type ApiErrors } from '../api/api-error.ts'

const DOCUMENTATION = 'https://docs.github.com/rest'

/** GitHub's error body. */
export function refusal(
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
  more: object = {},
): ApiError {
  const body = { message, ...more, documentation_url: DOCUMENTATION, status: String(status) }
  return new ApiError(status, body, headers)
}

/** 422: `code` is one of GitHub's, say `missing_field` or `invalid`. */
export function validationFailed(resource: string, field: string, code: string): ApiError {
  return refusal(422, 'Validation Failed', {}, { errors: [{ resource, field, code }] })
}

export const errors: ApiErrors = {
  credentialsMissing: () => refusal(401, 'Requires authentication'),
  credentialsRefused: () => refusal(401, 'Bad credentials'),
  scopeMissing: (needed, granted) =>
    refusal(403, 'Resource not accessible by integration', {
      'x-oauth-scopes': granted.join(', '),
      'x-accepted-oauth-scopes': needed,
    }),
  rateLimited: (retryAfter) =>
    refusal(429, 'API rate limit exceeded', {
      'retry-after': String(retryAfter),
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '5000',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + retryAfter),
      'x-ratelimit-resource': 'core',
    }),
  failing: (retryAfter) => refusal(503, 'Service unavailable', { 'retry-after': String(retryAfter) }),
  notFound: () => refusal(404, 'Not Found'),
  unreadable: () => refusal(400, 'Problems parsing JSON'),
}
