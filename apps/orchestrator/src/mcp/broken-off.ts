/**
 * The request may have reached the MCP server, and no answer came back: whether the tool ran, nobody here knows.
 * Refusing and failing are answers; this is none.
 */
export class BrokenOff extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'BrokenOff'
  }
}

/** No answer in time. As much is unknown, but the person has waited long enough: it is not made again. */
export class TooLate extends BrokenOff {
  constructor(cause: unknown) {
    super('no answer in time', cause)
    this.name = 'TooLate'
  }
}

/** What Node's fetch says (`cause.code`) when no connection was ever there to send on. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Whether a failed fetch is certain not to have sent its request. What is not known here is not certain. */
export function wasNeverSent(failure: unknown): boolean {
  const { cause } = failure as { cause?: unknown }
  const tried = cause instanceof AggregateError ? (cause.errors as unknown[]) : [cause]
  return (
    tried.length > 0 &&
    tried.every((one) => NEVER_CONNECTED.has((one as { code?: string } | undefined)?.code ?? ''))
  )
}
