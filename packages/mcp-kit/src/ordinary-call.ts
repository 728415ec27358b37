import {
  classifyInboundRequest,
  isJsonContentType,
  isJSONRPCRequest,
  SUPPORTED_PROTOCOL_VERSIONS,
  type JSONRPCRequest,
} from '@modelcontextprotocol/server'
import type { ProtocolRequest } from './protocol.ts'

export const REVISION = '2026-07-28'

export type Era = 'modern' | 'legacy'

/**
 * Whether a request is a plain, well-formed `tools/call` that a pooled server may answer. Whatever is unusual
 * about it (a missing or encoded header, an unknown version, a session) makes it not ordinary: the SDK's own
 * entry then looks at it and words the error. So the pool repeats none of the SDK's refusals, and can be
 * laxer than the SDK nowhere.
 * @returns the message and its era; undefined: not ordinary
 */
export function ordinaryCall({
  headers,
  body,
}: Pick<ProtocolRequest, 'headers' | 'body'>): { era: Era; message: JSONRPCRequest } | undefined {
  if (!isJSONRPCRequest(body) || body.method !== 'tools/call') return undefined
  if (!isJsonContentType(headers['content-type']) || 'mcp-session-id' in headers) return undefined

  const version = headers['mcp-protocol-version']
  const method = headers['mcp-method']
  const name = headers['mcp-name']
  const route = classifyInboundRequest({
    httpMethod: 'POST',
    body,
    ...(version === undefined ? {} : { protocolVersionHeader: version }),
    ...(method === undefined ? {} : { mcpMethodHeader: method }),
    ...(name === undefined ? {} : { mcpNameHeader: name }),
  })
  if (route.kind === 'modern') {
    const plain =
      route.classification.revision === REVISION &&
      version === REVISION &&
      method === body.method &&
      name === body.params?.['name'] &&
      !Object.keys(headers).some((header) => header.startsWith('mcp-param-'))
    return plain ? { era: 'modern', message: body } : undefined
  }
  const plain =
    route.kind === 'legacy' &&
    (version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(version)) &&
    ['application/json', 'text/event-stream'].every((type) => headers['accept']?.includes(type))
  return plain ? { era: 'legacy', message: body } : undefined
}
