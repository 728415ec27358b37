import { ApiError, type ApiErrors } from '../api/api-error.ts'

/** Jira's error body: sentences, and sentences by field. */
export function refusal(
  status: number,
  messages: readonly string[],
  errors: Readonly<Record<string, string>> = {},
): ApiError {
  return new ApiError(status, { errorMessages: messages, errors })
}

/** Atlassian's gateway answers before Jira does, in its own form; for a missing scope with 401, too. */
function gateway(message: string): ApiError {
  return new ApiError(401, { code: 401, message }, { 'www-authenticate': 'OAuth realm="https%3A%2F%2Fjira"' })
}

export const errors: ApiErrors = {
  credentialsMissing: () => gateway('Unauthorized'),
  credentialsRefused: () => gateway('Unauthorized'),
  scopeMissing: () => gateway('Unauthorized; scope does not match'),
  rateLimited: (retryAfter) =>
    new ApiError(
      429,
      { errorMessages: ['Rate limit exceeded.'], errors: {} },
      {
        'retry-after': String(retryAfter),
        'x-ratelimit-limit': '350',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(Date.now() + retryAfter * 1000).toISOString(),
      },
    ),
  failing: (retryAfter) =>
    new ApiError(
      503,
      { errorMessages: ['Jira is not available.'], errors: {} },
      { 'retry-after': String(retryAfter) },
    ),
  notFound: () => refusal(404, ['Issue does not exist or you do not have permission to see it.']),
  unreadable: () => refusal(400, ['There was an error parsing JSON. Check that your request body is valid.']),
}
