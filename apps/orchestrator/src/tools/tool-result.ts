import { ProtocolError, type CallToolResult } from '@modelcontextprotocol/client'
import { InvalidRequest } from '../invalid-request.ts'

const INVALID_PARAMS = -32_602

/** The text of a result; what is not text is named, not shown. */
export function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n')
}

/**
 * Arguments that the MCP server's schema refused are the caller's mistake, not the tool's. The server says so
 * by JSON-RPC error -32602, or (the SDK's own validation) in a result that begins with these words.
 */
export function invalidArguments(failure: unknown): InvalidRequest | undefined {
  if (failure instanceof ProtocolError && failure.code === INVALID_PARAMS) {
    return new InvalidRequest(failure.message)
  }
  return undefined
}

const VALIDATION = /^Input validation error: /

export function refusesArguments(result: CallToolResult): InvalidRequest | undefined {
  const text = result.isError === true ? textOf(result) : ''
  return VALIDATION.test(text) ? new InvalidRequest(text.replace(VALIDATION, '')) : undefined
}
