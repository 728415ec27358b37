import type { Guard } from './guard.ts'

const KIT = 'packages/service-kit/src/telemetry'
const sent = `${KIT}/telemetry.test.ts`
const context = {
  file: 'packages/auth-core/src/trace-context.ts',
  red: 'packages/auth-core/src/trace-context.test.ts',
}

/** What traces and metrics say, and to whom. */
export const telemetry: readonly Guard[] = [
  {
    guard: 'a span names the route, not the path',
    file: `${KIT}/trace-requests.ts`,
    cut: 'route === undefined ? method : `${method} ${route}`',
    paste: '`${method} ${request.url}`',
    red: { file: sent, test: 'no path, no query and no tracestate' },
  },
  {
    guard: 'a span names the verb of a statement, not the statement',
    file: 'packages/service-kit/src/sql/postgres.ts',
    cut: 'inSpan(`postgresql ${verb}`',
    paste: 'inSpan(`postgresql ${sql}`',
    red: {
      file: 'packages/service-kit/src/sql/postgres-spans.test.ts',
      test: 'a statement is a span with its verb',
    },
  },
  {
    guard: 'no two services meet in the network of the collector',
    file: 'infra/otel/docker-compose.yml',
    cut: '    networks: [telemetry-mock-graph]',
    paste: '    networks: [telemetry-mock-graph, telemetry-orchestrator]',
    red: {
      file: 'packages/tooling/src/containers/observability.test.ts',
      test: 'no network has a third',
    },
  },
  {
    guard: 'a failure is told without its message',
    file: 'packages/auth-core/src/telemetry/span.ts',
    cut: 'span.fail(errorType(error))',
    paste: 'span.fail(String(error))',
    red: { file: sent, test: 'a failure is told by its kind' },
  },
  {
    guard: 'the name of an error is a name',
    file: 'packages/auth-core/src/telemetry/span.ts',
    cut: ' && /^[A-Za-z]{1,40}$/.test(error.name)',
    paste: '',
    red: { file: sent, test: 'a failure is told by its kind' },
  },
  {
    guard: 'the spans of libraries are not sent',
    file: `${KIT}/otlp.ts`,
    cut: 'name === TELEMETRY_SCOPE ? spans.getTracer(name) : DEAF.getTracer(name)',
    paste: 'spans.getTracer(name)',
    red: { file: sent, test: 'what a library says through the same API' },
  },
  {
    guard: 'the caller does not decide whether a request is recorded',
    file: `${KIT}/otlp.ts`,
    cut: 'sampler: new AlwaysOnSampler()',
    paste:
      'sampler: { shouldSample: (on) => ({ decision: trace.getSpanContext(on)?.traceFlags === 0 ? 0 : 2 }) }',
    red: { file: sent, test: 'a request is a span of the caller’s trace' },
  },
  {
    guard: 'a trace that begins here has the id of its audit records',
    file: `${KIT}/otlp.ts`,
    cut: 'currentTrace()?.traceId ?? ',
    paste: '',
    red: { file: sent, test: 'what was recorded before the first span' },
  },
  {
    guard: 'a credential for the receiver is not in the environment',
    file: `${KIT}/variables.ts`,
    cut: '  OTEL_EXPORTER_OTLP_HEADERS: inFile,\n',
    paste: '',
    red: { file: sent, test: 'OTEL_EXPORTER_OTLP_HEADERS=' },
  },
  {
    guard: 'nor is it in the address of the receiver',
    file: `${KIT}/variables.ts`,
    cut: "  .refine(namesNobody, 'a user and a password belong into OTEL_EXPORTER_OTLP_HEADERS_FILE')\n",
    paste: '',
    red: { file: sent, test: 'OTEL_EXPORTER_OTLP_ENDPOINT=https://exporter' },
  },
  {
    guard: 'a file of headers is not quoted',
    file: `${KIT}/headers-file.ts`,
    cut: 'line ${index + 1} is not',
    paste: '${line} is not',
    red: { file: sent, test: 'a file of headers with' },
  },
  {
    guard: 'the operator hears of a receiver that is down once, and not its words',
    file: `${KIT}/otlp.ts`,
    cut: '    if (performance.now() - last < QUIET) return\n',
    paste: '',
    red: { file: sent, test: 'the operator hears of it once' },
  },
  {
    guard: 'a tracestate that holds a token goes nowhere',
    file: context.file,
    cut: ' && redactTokens(tracestate) === tracestate',
    paste: '',
    red: { file: context.red, test: 'a tracestate with a token' },
  },
  {
    guard: 'a tracestate is no way to make us send a header',
    file: context.file,
    cut: String.raw`/^[\x21-\x7e][\x20-\x7e\t]*$/.test(tracestate)`,
    paste: 'true',
    red: { file: context.red, test: 'a tracestate with a header of its own' },
  },
  {
    guard: 'a tracestate has a limit',
    file: context.file,
    cut: ' || tracestate.length > LONGEST_STATE',
    paste: '',
    red: { file: context.red, test: 'a tracestate with more than everybody must carry' },
  },
  {
    guard: 'a malformed traceparent names no trace',
    file: context.file,
    cut: 'return isSpanContextValid(parent) ? parent : undefined',
    paste: 'return parent',
    red: { file: context.red, test: 'names no trace' },
  },
  {
    guard: 'a provider is not given our trace',
    file: 'packages/token-flow/src/provider-token.ts',
    cut: 'const headers = new Headers(init.headers)',
    paste:
      "const headers = new Headers(init.headers)\n        headers.set('traceparent', `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`)",
    red: { file: 'packages/token-flow/src/provider-token.test.ts', test: 'our trace stays with us' },
  },
  {
    guard: 'a span names a tool that the policy has',
    file: 'packages/mcp-kit/src/gate.ts',
    cut: "tool: typeof tool === 'string' && Object.hasOwn(policy, tool) ? tool : undefined",
    paste: "tool: typeof tool === 'string' ? tool : undefined",
    red: { file: 'packages/mcp-kit/src/message-span.test.ts', test: 'a tool, that we do not have' },
  },
  {
    guard: 'a span names a method that we serve',
    file: 'packages/mcp-kit/src/gate.ts',
    cut: "method: typeof method === 'string' && methods.has(method) ? method : undefined",
    paste: "method: typeof method === 'string' ? method : undefined",
    red: { file: 'packages/mcp-kit/src/message-span.test.ts', test: 'a tool, that we do not have' },
  },
  {
    guard: 'a message of another trace does not move the audit record there',
    file: 'packages/mcp-kit/src/message-span.ts',
    cut: '(inHeader === undefined || inHeader.traceId === inMeta.traceId)',
    paste: 'true',
    red: { file: 'packages/mcp-kit/src/message-span.test.ts', test: 'of another trace' },
  },
]
