import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Value = string | number | boolean

/** A span as it was sent, with its attributes as an object. */
export interface ReceivedSpan {
  service: string
  scope: string
  name: string
  /** 1 internal, 2 server, 3 client. */
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Record<string, Value>
  failed: boolean
  links: string[]
}

/** One number: of a counter its sum, of a histogram how many were measured. */
export interface ReceivedPoint {
  service: string
  metric: string
  value: number
  attributes: Record<string, Value>
}

export interface OtlpReceiver {
  url: string
  port: number
  /** Every body, as it came. */
  text(): string
  headers: IncomingHttpHeaders[]
  spans(): ReceivedSpan[]
  points(): ReceivedPoint[]
  /** The spans, as soon as they fulfil `enough`. The limit is the test's own. */
  until(enough: (spans: ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]>
  close(): void
}

interface Attribute {
  key: string
  value: { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean }
}
interface Resource {
  resource: { attributes: Attribute[] }
}
interface SpanOnTheWire extends Pick<ReceivedSpan, 'name' | 'kind' | 'traceId' | 'spanId' | 'parentSpanId'> {
  attributes?: Attribute[]
  status?: { code?: number }
  links?: { traceId: string }[]
}
interface PointOnTheWire {
  attributes?: Attribute[]
  asDouble?: number
  asInt?: string | number
  count?: string | number
}
interface Traces {
  resourceSpans: (Resource & { scopeSpans: { scope: { name: string }; spans: SpanOnTheWire[] }[] })[]
}
interface Metrics {
  resourceMetrics: (Resource & {
    scopeMetrics: {
      metrics: {
        name: string
        sum?: { dataPoints: PointOnTheWire[] }
        histogram?: { dataPoints: PointOnTheWire[] }
      }[]
    }[]
  })[]
}

/** What a collector is to a service: OTLP over HTTP, in JSON, with everything kept. */
export async function startOtlpReceiver(status = 200): Promise<OtlpReceiver> {
  const bodies: { path: string; text: string }[] = []
  const headers: IncomingHttpHeaders[] = []
  const waiting = new Set<() => void>()
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks = (await request.toArray()) as Buffer[]
    headers.push(request.headers)
    bodies.push({ path: request.url ?? '', text: Buffer.concat(chunks).toString() })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    waiting.forEach((look) => look())
  }
  const server = createServer((request, response) => void receive(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const read = (path: string): unknown[] =>
    bodies.filter((body) => body.path === path).map(({ text }) => JSON.parse(text) as unknown)

  const spans = (): ReceivedSpan[] =>
    (read('/v1/traces') as Traces[]).flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ scope, spans }) =>
          spans.map(({ name, kind, traceId, spanId, parentSpanId, attributes, status, links = [] }) => ({
            service: serviceOf(resource),
            scope: scope.name,
            name,
            kind,
            traceId,
            spanId,
            ...(parentSpanId ? { parentSpanId } : {}),
            attributes: asObject(attributes),
            failed: status?.code === 2,
            links: links.map((link) => link.traceId),
          })),
        ),
      ),
    )

  return {
    url: `http://localhost:${port}`,
    port,
    headers,
    text: () => bodies.map(({ text }) => text).join('\n'),
    spans,
    points: () =>
      (read('/v1/metrics') as Metrics[]).flatMap(({ resourceMetrics }) =>
        resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
          scopeMetrics
            .flatMap(({ metrics }) => metrics)
            .flatMap(({ name, sum, histogram }) =>
              [...(sum?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])].map((point) => ({
                service: serviceOf(resource),
                metric: name,
                value: Number(point.count ?? point.asInt ?? point.asDouble),
                attributes: asObject(point.attributes),
              })),
            ),
        ),
      ),
    until: (enough) =>
      new Promise((resolve) => {
        const look = () => {
          const found = spans()
          if (!enough(found)) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function asObject(attributes: Attribute[] = []): Record<string, Value> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
      key,
      stringValue ?? boolValue ?? Number(intValue ?? doubleValue),
    ]),
  )
}

function serviceOf({ attributes }: Resource['resource']): string {
  return String(asObject(attributes)['service.name'])
}
