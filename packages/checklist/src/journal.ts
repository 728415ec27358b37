/** What went over the wire while something ran, as it may be shown: claims instead of tokens, names instead of values. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { redactTokens } from '@chain-of-trust/auth-core'
import { decodeJwt, decodeProtectedHeader } from 'jose'

/** A JWT without its signature: nobody can use it. */
export interface ShownToken {
  /** Scheme of the `Authorization` header, or where else it was. */
  as: string
  header: Record<string, unknown>
  claims: Record<string, unknown>
}

export interface ShownRequest {
  method: string
  /** Token-shaped parts of it are redacted. */
  url: string
  /** Names only, in the order they were sent. */
  headers: string[]
  tokens: ShownToken[]
  /** Redacted, and cut at some hundred characters. */
  body?: string
}

export interface ShownAnswer {
  status: number
  /** Registered code. */
  error?: string
  /** Redacted, and cut. */
  body: string
}

/** One request with its answer. */
export interface Exchange {
  sent: ShownRequest
  received: ShownAnswer
}

const LONGEST = 700
/** Characters that are looked at: more than are shown, and few enough for an expression that goes back and forth. */
const MOST_READ = 100_000
/** Values of these members are credentials, whatever they look like. */
const CREDENTIAL =
  /("[\w-]*(?:token|secret|assertion|password|code|verifier|proof)"\s*:\s*")[^"]{9,}(?="|$)/gi
const FORM_CREDENTIAL = /((?:^|&)[\w-]*(?:token|secret|assertion|password|code|verifier|proof)=)[^&]{9,}/gi

const current = new AsyncLocalStorage<Exchange[]>()

/**
 * Everything that `work` sends by `send` of http.ts, or notes itself.
 *
 * @param exchanges to which they are added: for what happened before a `work` that throws
 */
export async function journaled<T>(
  work: () => Promise<T>,
  exchanges: Exchange[] = [],
): Promise<{ result: T; exchanges: Exchange[] }> {
  return { result: await current.run(exchanges, work), exchanges }
}

/** Adds one exchange, if anybody keeps a journal. */
export function note(exchange: Exchange): void {
  current.getStore()?.push(exchange)
}

/** Text of others as it may be shown: no credential in it, and not too long. */
export function shown(text: string): string {
  // Hidden fields and links of a page hold tickets and states: only what it is called is shown.
  if (/^\s*<(!doctype|html)/i.test(text)) {
    return `(a page: ${redactTokens(/<title>([^<]{0,200})/i.exec(text)?.[1] ?? 'without a title')})`
  }
  // A megabyte that an attack sends overflows the stack of the expressions; a credential may end where it is cut.
  const safe = redactTokens(text.slice(0, MOST_READ))
    .replaceAll(CREDENTIAL, '$1[redacted]')
    .replaceAll(FORM_CREDENTIAL, '$1[redacted]')
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

/** A request's headers as they may be shown: their names, and the claims of the tokens and proofs in them. */
export function shownRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | string[]>>,
  body: string | undefined,
): ShownRequest {
  const tokens = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap(tokensIn(name)))
  return {
    method,
    url: shownUrl(url),
    headers: Object.keys(headers),
    tokens,
    ...(body === undefined ? {} : { body: shown(body) }),
  }
}

/** Values of these parameters are names; every other one may be a code, a state or a ticket, and is left out. */
const NAMED = new Set([
  'client_id',
  'response_type',
  'response_mode',
  'redirect_uri',
  'scope',
  'grant_type',
  '$select',
])

/** A URL without what its query could be used for. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return redactTokens(url)
  const { origin, pathname, searchParams } = new URL(url)
  const query = [...searchParams].map(([name, value]) => `${name}=${NAMED.has(name) ? value : '…'}`)
  return redactTokens(`${origin}${pathname}${query.length === 0 ? '' : `?${query.join('&')}`}`)
}

function tokensIn(name: string): (value: string) => ShownToken[] {
  return (value) => {
    const [scheme, credential] = name === 'authorization' ? value.split(' ', 2) : [name, value]
    const token = shownToken(scheme ?? name, credential ?? '')
    return token === undefined ? [] : [token]
  }
}

/** @returns undefined for what is no JWT */
export function shownToken(as: string, jwt: string): ShownToken | undefined {
  try {
    return { as, header: { ...decodeProtectedHeader(jwt) }, claims: decodeJwt(jwt) }
  } catch {
    return undefined
  }
}
