/**
 * Reads `Retry-After` (RFC 9110 §10.2.3): seconds or an HTTP date.
 * @returns whole seconds from now; nothing for an absent, malformed or past value
 */
export function readRetryAfter(header: string | null | undefined): { retryAfter?: number } {
  if (header === null || header === undefined) return {}
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfter: Math.ceil(seconds) } : {}
}
