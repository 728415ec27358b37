/** JSON-RPC 2.0 as far as the gate must read it, before the SDK does: from the very same object. */
export interface RpcMessage {
  method: string
  /** Absent: a notification. */
  id?: string | number
  params?: Readonly<Record<string, unknown>>
}

/** JSON-RPC error codes (JSON-RPC 2.0 §5.1). */
export const PARSE_ERROR = -32_700
export const INVALID_REQUEST = -32_600
export const METHOD_NOT_FOUND = -32_601
export const INVALID_PARAMS = -32_602

/** The gate turns a message away in MCP's own words; the SDK never sees it. */
export class RpcRefusal extends Error {
  readonly status: number
  readonly code: number
  readonly id: string | number | null

  constructor(status: number, code: number, message: string, { id }: { id?: unknown } = {}) {
    super(message)
    this.name = 'RpcRefusal'
    this.status = status
    this.code = code
    this.id = typeof id === 'string' || typeof id === 'number' ? id : null
  }

  body(): object {
    return { jsonrpc: '2.0', id: this.id, error: { code: this.code, message: this.message } }
  }
}

/**
 * Reads exactly one request or notification.
 * @throws RpcRefusal 400 for a batch, a response, or anything else
 */
export function readMessage(body: unknown): RpcMessage {
  // A batch could hide a `tools/call` behind a harmless first message.
  if (Array.isArray(body)) {
    throw new RpcRefusal(400, INVALID_REQUEST, 'Batches are not accepted: send one message per request.')
  }
  if (!isRecord(body) || body['jsonrpc'] !== '2.0' || typeof body['method'] !== 'string') {
    throw new RpcRefusal(400, INVALID_REQUEST, 'The body must be one JSON-RPC 2.0 request or notification.')
  }
  const { method, id, params } = body
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') {
    throw new RpcRefusal(400, INVALID_REQUEST, 'id must be a string or a number.')
  }
  if (params !== undefined && !isRecord(params)) {
    throw new RpcRefusal(400, INVALID_REQUEST, 'params must be an object.', { id })
  }
  return { method, ...(id === undefined ? {} : { id }), ...(params === undefined ? {} : { params }) }
}

/** A client's answer to a request of the server's (2025-11-25 has such requests). */
export function isAnswer(body: unknown): boolean {
  return (
    isRecord(body) &&
    body['jsonrpc'] === '2.0' &&
    !('method' in body) &&
    ('result' in body || 'error' in body)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
