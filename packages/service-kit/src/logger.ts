import { currentTrace, redactTokens } from '@chain-of-trust/auth-core'
import type { FastifyServerOptions } from 'fastify'

/** JSON log lines. Headers are not logged at all; these paths are the second line of defence. */
export function loggerOptions(
  name: string,
  level: string,
): Exclude<FastifyServerOptions['logger'], undefined> {
  return {
    level,
    name,
    base: { service: name },
    // What a line belongs to, in the audit log and in the traces.
    mixin() {
      const trace = currentTrace()
      return trace === undefined ? {} : { trace_id: trace.traceId }
    },
    redact: {
      paths: [
        'req.headers',
        'headers',
        '*.authorization',
        '*.dpop',
        '*.token',
        '*.access_token',
        '*.assertion',
      ],
      censor: '[redacted]',
    },
    serializers: {
      // The query string of a callback holds codes: only the path is logged.
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: redactPath(request.url.split('?', 1)[0] ?? ''),
      }),
    },
  }
}

/** 256 random bits and more, as base64url: the ticket of a page. Who reads the log must not be able to open it. */
const RANDOM_SEGMENT = /(?<=\/)[\w-]{43,}(?=\/|$)/g

function redactPath(path: string): string {
  return redactTokens(path).replaceAll(RANDOM_SEGMENT, '[redacted]')
}
