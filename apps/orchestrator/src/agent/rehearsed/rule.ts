import type { Intent } from './intent.ts'

/** Recognises one kind of sentence; undefined: it is not of that kind. */
export type Rule = (text: string) => Intent | undefined

/** A rule by one pattern; gets what its groups matched. */
export function when(pattern: RegExp, make: (groups: (string | undefined)[], text: string) => Intent): Rule {
  return (text) => {
    const match = pattern.exec(text)
    return match === null ? undefined : make(match.slice(1), text)
  }
}

type Named = Readonly<Record<string, string | undefined>>

/** A rule by several patterns, each with the same named groups or fewer of them. */
export function whenAny(patterns: readonly RegExp[], make: (groups: Named) => Intent | undefined): Rule {
  return (text) => {
    const match = patterns.map((pattern) => pattern.exec(text)).find((found) => found !== null)
    return match === undefined ? undefined : make(match.groups ?? {})
  }
}

/** "list", "show me": what asks for several. */
export const FIND =
  '(?:find|search(?: for| through)?|look(?:ing)? for|look up|list|show|get|give|display)(?: me| us)?'
/** "show me", "what is in": what asks for one. */
export const READ =
  "(?:(?:read|open|show|display|view|get|fetch|see|look at)(?: me| us)?(?: up)?|what(?:'s| is) (?:in|about)|what(?:'s| is) up with)"
/** "all of my". */
export const ANY = '(?:(?:all|any|every|some|the|my|our|of)\\s+)*'
/** Words that somebody else will read: after a colon, or in quotation marks. */
export const TEXT = '(?:\\s*:\\s*|\\s+(?:saying|with the (?:text|comment|words))\\s+:?)(?<text>.+)'

/** As it was said, without the quotation marks around it. */
export function spoken(text: string): string {
  return text.trim().replace(/^["“”«](.*)["“”»]$/, '$1')
}
