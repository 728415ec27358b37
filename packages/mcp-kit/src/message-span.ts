import { parentIn, withTrace, type TraceCarrier } from '@chain-of-trust/auth-core'
import {
  currentSpanContext,
  errorType,
  inSpan,
  measure,
  type TelemetryAttributes,
} from '@chain-of-trust/auth-core/telemetry'
import type { FastifyRequest } from 'fastify'
import { member } from './member.ts'

/** What a message asks for, in words that we know; anything else is the caller's own text, and is not repeated. */
export interface KnownMessage {
  method: string | undefined
  tool: string | undefined
}

/**
 * Answers one MCP message in a span of its own (SEP-414, semantic conventions for MCP). `_meta` names the client's span
 * of this message, the header that of the HTTP request around it. A `_meta` of another trace than the header's is left
 * aside: the audit log follows the header, because most refusals come before the body is read.
 */
export function inMessageSpan<T>(
  { headers, body }: Pick<FastifyRequest, 'headers' | 'body'>,
  { method = '_OTHER', tool }: KnownMessage,
  work: () => Promise<T>,
): Promise<T> {
  const attributes: TelemetryAttributes = {
    'mcp.method.name': method,
    'network.transport': 'tcp',
    ...(tool === undefined ? {} : { 'gen_ai.tool.name': tool, 'gen_ai.operation.name': 'execute_tool' }),
  }
  const name = tool === undefined ? method : `${method} ${tool}`
  const said = metaIn(body)
  const [inMeta, inHeader] = [parentIn(said), parentIn(headers)]
  const follows = inMeta !== undefined && (inHeader === undefined || inHeader.traceId === inMeta.traceId)
  const link = follows ? currentSpanContext() : undefined
  const run = () =>
    inSpan(name, { kind: 'server', attributes, link }, async () => {
      const begun = performance.now()
      const done = (failed: TelemetryAttributes) =>
        measure('operations', (performance.now() - begun) / 1000, { ...attributes, ...failed })
      try {
        const answer = await work()
        done({})
        return answer
      } catch (error) {
        done({ 'error.type': errorType(error) })
        throw error
      }
    })
  return follows ? withTrace(said, run) : run()
}

function metaIn(body: unknown): TraceCarrier | undefined {
  const params = member(body, 'params')
  const meta = member(params, '_meta')
  return typeof meta === 'object' && meta !== null ? (meta as TraceCarrier) : undefined
}
