import * as z from 'zod'

/** A document as the tools speak of it. Names come from there and nowhere else. */
export const Document = z.object({ id: z.string(), name: z.string(), folder: z.string().optional() })
export type Document = z.infer<typeof Document>

/** As a list shows it. */
export function labelOf({ name, folder }: Document): string {
  return folder === undefined ? name : `${name} (${folder})`
}

export type Match = { one: Document } | { several: Document[] } | { none: true }

/**
 * Finds what a person calls `name` among `documents`: the exact name first (with or without its extension),
 * then every word of it. Two that fit equally well are never chosen between: acting on the wrong one is worse
 * than asking.
 */
export function matchName(name: string, documents: readonly Document[]): Match {
  const exact = named(name, documents)
  if (exact.length > 0) return among(exact)
  const words = plain(name)
    .split(' ')
    .filter((word) => word !== '' && !STOP_WORDS.has(word))
  if (words.length === 0) return { none: true }
  const fitting = documents.filter((document) => words.every((word) => holds(plain(document.name), word)))
  const plainer = plainest(fitting)
  return plainer === undefined ? among(fitting) : { one: plainer }
}

/** Those that are called exactly so. */
export function named(name: string, documents: readonly Document[]): Document[] {
  return documents.filter((document) =>
    [document.name, withoutExtension(document.name)].some((known) => plain(known) === plain(name)),
  )
}

const STOP_WORDS = new Set(['the', 'a', 'an', 'of', 'our', 'my', 'and', 'for'])

function among(found: Document[]): Match {
  if (found.length === 0) return { none: true }
  return found.length === 1 ? { one: found[0]! } : { several: found }
}

/** "the roadmap" is `Roadmap 2027`, not `Roadmap 2027 (old draft)`: the name that all the others only add to. */
function plainest(found: readonly Document[]): Document | undefined {
  const words = (document: Document) => plain(withoutExtension(document.name)).split(' ')
  const within = (one: Document, other: Document) => words(one).every((word) => words(other).includes(word))
  const candidates = found.filter((one) => found.every((other) => within(one, other)))
  return candidates.length === 1 ? candidates[0] : undefined
}

/** `forecast` is in "q3 forecasts 2026", `plan` is not in "explanation". */
function holds(name: string, word: string): boolean {
  return name
    .split(' ')
    .some(
      (known) => known === word || (word.length > 3 && known.startsWith(word)) || singular(word) === known,
    )
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/s$/, '') : word
}

function withoutExtension(name: string): string {
  return name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
