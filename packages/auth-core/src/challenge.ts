/**
 * The one place that writes and reads `WWW-Authenticate` (RFC 9110 §11.6.1), in the browser and in Node.
 *
 * Splitting on commas and `=` breaks on a comma inside a quoted string and eats base64 padding, and then
 * the claims challenge is lost: hence a real scanner.
 */
export interface Challenge {
  /** As written: `Bearer`, `DPoP`. Compare case-insensitively. */
  scheme: string
  /** Parameter names in lower case; values unquoted. */
  params: Record<string, string>
  /** The token68 form, if the challenge has one instead of parameters. */
  token68?: string
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y
const QUOTED = /"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\uffff]|\\[\t \x21-\x7e\x80-\uffff])*)"/y
const SPACE = /[ \t]*/y
const SEPARATOR = /[ \t]*(?:,[ \t]*)+/y

/**
 * Writes one challenge. Values are quoted; a value that cannot be quoted (a control character) throws,
 * because it would split the header field.
 */
export function formatChallenge({ scheme, params }: Challenge): string {
  const written = Object.entries(params).map(([name, value]) => {
    // eslint-disable-next-line no-control-regex
    if (/[^\t\x20-\x7e]/.test(value)) throw new TypeError(`WWW-Authenticate: ${name} cannot be quoted`)
    return `${name}="${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  })
  return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`
}

/**
 * Reads every challenge of a `WWW-Authenticate` field value (several fields: join them with `, `).
 * Scanning stops at the first thing outside the grammar; what was read until then is returned.
 */
export function parseChallenges(header: string): Challenge[] {
  const scanner = { text: header, at: 0 }
  const challenges: Challenge[] = []
  take(scanner, SEPARATOR)
  while (scanner.at < header.length) {
    take(scanner, SPACE)
    const name = take(scanner, TOKEN)
    if (name === undefined) break
    const current = challenges.at(-1)
    const value = current === undefined ? undefined : takeParameterValue(scanner)
    if (value !== undefined) {
      current!.params[name.toLowerCase()] = value
    } else {
      challenges.push(takeScheme(scanner, name))
    }
    if (take(scanner, SEPARATOR) === undefined) break
  }
  return challenges
}

function takeScheme(scanner: Scanner, scheme: string): Challenge {
  const challenge: Challenge = { scheme, params: {} }
  if (take(scanner, SPACE) === '') return challenge
  const token68 = take(scanner, TOKEN68)
  if (token68 !== undefined) {
    challenge.token68 = token68
    return challenge
  }
  const start = scanner.at
  const name = take(scanner, TOKEN)
  const value = name === undefined ? undefined : takeParameterValue(scanner)
  if (name !== undefined && value !== undefined) challenge.params[name.toLowerCase()] = value
  else scanner.at = start
  return challenge
}

function takeParameterValue(scanner: Scanner): string | undefined {
  const start = scanner.at
  take(scanner, SPACE)
  if (scanner.text[scanner.at] !== '=') {
    scanner.at = start
    return undefined
  }
  scanner.at += 1
  take(scanner, SPACE)
  const quoted = take(scanner, QUOTED)
  if (quoted !== undefined) return quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1')
  const token = take(scanner, TOKEN)
  if (token === undefined) scanner.at = start
  return token
}

interface Scanner {
  text: string
  at: number
}

function take(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.at
  const match = pattern.exec(scanner.text)
  if (match === null) return undefined
  scanner.at = pattern.lastIndex
  return match[0]
}

/** A claims challenge as it travels: base64 with padding of the JSON text (Entra's form). */
export function encodeClaims(claims: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(claims)))
}

/** Reads base64 or base64url, padded or not; throws `TypeError` unless it holds JSON. */
export function decodeClaims(encoded: string): string {
  const base64 = encoded.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0)
    const claims = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    JSON.parse(claims)
    return claims
  } catch (cause) {
    throw new TypeError('claims challenge: not base64 of JSON', { cause })
  }
}

/** One value of `acr_values`, or of `scope` (RFC 6749 §3.3): nothing that `formatChallenge` could not write. */
const WORD = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** A space-separated parameter of a challenge; what may not be in one is left out. */
export function readWords(value: string | undefined): string[] {
  return (value ?? '').split(' ').filter((word) => WORD.test(word))
}

/** What `insufficient_user_authentication` asks for (RFC 9470 §3): contexts, any of which will do; seconds. */
export function readStepUp(params: Challenge['params']): { acrValues?: string[]; maxAge?: number } {
  const acrValues = readWords(params['acr_values'])
  const maxAge = params['max_age']
  return {
    ...(acrValues.length === 0 ? {} : { acrValues }),
    ...(maxAge === undefined || !/^\d{1,9}$/.test(maxAge) ? {} : { maxAge: Number(maxAge) }),
  }
}
