/** HTTP as an attacker speaks it: any header, twice if need be, and a `Host` of one's own. */
import { once } from 'node:events'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { request as requestByTls } from 'node:https'
import { currentTrace, type AuditRecord } from '@chain-of-trust/auth-core'
import { parseChallenges } from '@chain-of-trust/auth-core/challenge'
import { note, shown, shownRequest } from './journal.ts'

export interface HttpRequest {
  method?: string
  /** An array is sent as several fields. */
  headers?: Record<string, string | string[]>
  /** An object is sent as JSON, parameters as a form. */
  body?: object | string | undefined
  /** Where to connect instead: one of several replicas that are known by the same address. */
  port?: number
  /** Of an answer that does not end by itself: told all that has come so far, whether that is enough. */
  enough?: (text: string) => boolean
}

export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
  /** The request did what it asked for. */
  accepted: boolean
  /** Registered code: of the challenge if there is one, else of the body. */
  error: string | undefined
  /** Audit records, of a process that keeps them apart and takes part in no trace. */
  records?: AuditRecord[]
}

/** Sends one request, in the trace that the runner has opened. Redirects are answers, too. */
export async function send(
  url: string,
  { method, headers = {}, body, port, enough = () => false }: HttpRequest = {},
): Promise<Answer> {
  const trace = currentTrace()
  const [type, text] = encode(body)
  const verb = method ?? (body === undefined ? 'GET' : 'POST')
  const all = {
    host: new URL(url).host,
    ...(trace === undefined ? {} : { traceparent: trace.traceparent }),
    ...(type === undefined ? {} : { 'content-type': type }),
    ...headers,
  } satisfies OutgoingHttpHeaders
  const outgoing = (url.startsWith('https:') ? requestByTls : request)(url, {
    method: verb,
    ...(port === undefined ? {} : { port }),
    headers: all,
    agent: false,
  })
  outgoing.end(text)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  const fields = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
  const received = Object.fromEntries(fields) as Record<string, string>
  let arrived = ''
  response.setEncoding('utf8')
  for await (const chunk of response) {
    arrived += String(chunk)
    // Leaving the loop ends the connection.
    if (enough(arrived)) break
  }
  const answer = answerFrom(response.statusCode ?? 0, received, arrived)
  note({
    sent: shownRequest(verb, url, all, text),
    received: {
      status: answer.status,
      ...(answer.error === undefined ? {} : { error: answer.error }),
      body: shown(answer.text),
    },
  })
  return answer
}

function encode(body: HttpRequest['body']): [type: string | undefined, text: string | undefined] {
  if (body === undefined || typeof body === 'string') return [undefined, body]
  if (body instanceof URLSearchParams) return ['application/x-www-form-urlencoded', body.toString()]
  return ['application/json', JSON.stringify(body)]
}

function answerFrom(status: number, headers: Record<string, string>, text: string): Answer {
  const body = jsonIn(text)
  const [challenge] = parseChallenges(headers['www-authenticate'] ?? '')
  const error = challenge === undefined ? errorIn(body['error'] ?? body['err']) : challenge.params['error']
  return { status, headers, text, accepted: status < 400 && body['ok'] !== false, error }
}

/** OAuth writes a string, as RFC 8935 does under another name; Graph and JSON-RPC an object with a code. */
function errorIn(error: unknown): string | undefined {
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return String(error.code)
}

/** The body as an object; empty, when it is none. */
export function jsonIn(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
