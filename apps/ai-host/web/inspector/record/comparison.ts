import { nameOf } from './party.ts'
import type { TokenClaims } from './token-chain.ts'

/** Against the token before it: `new` where it differs, `same` where the person or the key goes on, `open` when nobody says. */
export type Change = 'first' | 'same' | 'new' | 'open'

export interface ClaimCell {
  text: string
  change: Change
}

export interface ClaimRow {
  claim: string
  /** For people. */
  meaning: string
  cells: readonly ClaimCell[]
}

type Read = (token: TokenClaims) => string | undefined

/** With the day: a token that is renewed without a session’s end lives for more than one (continuous access evaluation). */
const time = (seconds: number | undefined): string | undefined =>
  seconds === undefined
    ? undefined
    : `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`
const audience = ({ audience: id, audienceName }: TokenClaims): string | undefined =>
  audienceName === undefined ? id : nameOf(audienceName)

const CLAIMS: readonly [claim: string, meaning: string, read: Read][] = [
  ['iss', 'issued by', ({ issuer }) => issuer],
  ['aud', 'for', audience],
  ['azp', 'held by', ({ holder }) => (holder === undefined ? undefined : nameOf(holder))],
  ['oid', 'the person', ({ subject }) => subject?.oid],
  ['tid', 'of tenant', ({ subject }) => subject?.tid],
  ['scp', 'may', ({ granted }) => granted?.join(' ')],
  [
    'acrs',
    'proved by',
    ({ acrs }) => (acrs === undefined ? undefined : acrs.length === 0 ? 'nothing asked' : acrs.join(' ')),
  ],
  [
    'cnf.jkt',
    'bound to key',
    ({ binding }) => (binding?.method === 'none' ? 'no key (Bearer)' : binding?.jkt),
  ],
  ['uti', 'this token', ({ uti }) => uti],
  ['', 'made from', ({ parent }) => parent],
  ['iat', 'from', ({ issuedAt }) => time(issuedAt)],
  ['exp', 'until', ({ expiresAt }) => time(expiresAt)],
]

/** The claims of the tokens of one call side by side, and what changed from each to the next. */
export function comparisonOf(tokens: readonly TokenClaims[]): ClaimRow[] {
  return CLAIMS.map(([claim, meaning, read]) => {
    const values = tokens.map(read)
    const cells = values.map((value, index): ClaimCell => {
      const change =
        value === undefined ? 'open' : index === 0 ? 'first' : value === values[index - 1] ? 'same' : 'new'
      return { text: value ?? 'not recorded', change }
    })
    return { claim, meaning, cells }
  }).filter(({ cells }) => cells.some(({ change }) => change !== 'open'))
}

/** What narrowed on the way from one token to the next, in sentences; only what the records say. */
export function narrowings(tokens: readonly TokenClaims[]): string[] {
  return tokens.slice(1).flatMap((token, index) => {
    const before = tokens[index]!
    const letters = `${before.name} → ${token.name}`
    const said: string[] = []
    const [from, to] = [audience(before), audience(token)]
    if (from !== undefined && to !== undefined && from !== to)
      said.push(`${letters}: for ${to} alone; ${from} is no longer in it.`)
    if (before.granted !== undefined && token.granted !== undefined && token.granted.length > 0)
      said.push(`${letters}: ${before.granted.join(', ')} became ${token.granted.join(', ')}.`)
    const less = token.requested?.filter((scope) => !holds(token.granted, scope)) ?? []
    if (less.length > 0 && token.granted !== undefined)
      said.push(`${letters}: ${less.map(short).join(', ')} was asked for and not granted.`)
    if (
      before.binding?.jkt !== undefined &&
      token.binding?.jkt !== undefined &&
      before.binding.jkt !== token.binding.jkt
    )
      said.push(`${letters}: bound to another key, of whoever holds it now.`)
    if (before.subject !== undefined && before.subject.oid === token.subject?.oid)
      said.push(`${letters}: the same person.`)
    return said
  })
}

/** `http://localhost:4411/mcp/Documents.Read` is asked for; the token says `Documents.Read`. */
export const short = (scope: string): string => scope.slice(scope.lastIndexOf('/') + 1)
const holds = (granted: readonly string[] | undefined, scope: string): boolean =>
  granted?.some((one) => one === scope || one === short(scope)) ?? false
