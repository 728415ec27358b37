import { currentTrace } from '@chain-of-trust/auth-core'
import { inSpan } from '@chain-of-trust/auth-core/telemetry'

/** A request in a span of its own, which says the method and the server, and no path: it may hold what a tool was asked. */
export function spanOfRequest(
  input: string | URL,
  { method = 'GET' }: RequestInit,
  send: () => Promise<Response>,
): Promise<Response> {
  // Nobody's request, such as the poll for security events: a trace of each would bury the others.
  if (currentTrace() === undefined) return send()
  const { hostname, port, protocol } = new URL(input)
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
  }
  return inSpan(method, { kind: 'client', attributes }, async (span) => {
    const response = await send()
    span.set({ 'http.response.status_code': response.status })
    // A refusal is an answer that this hop has to deal with (semantic conventions, HTTP client).
    if (response.status >= 400) span.fail(String(response.status))
    return response
  })
}
