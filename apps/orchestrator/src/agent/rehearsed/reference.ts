import type { Reference } from './intent.ts'

const ORDINALS = [
  'first|1st|one',
  'second|2nd|two',
  'third|3rd|three',
  'fourth|4th|four',
  'fifth|5th|five',
  'sixth|6th|six',
  'seventh|7th|seven',
  'eighth|8th|eight',
  'ninth|9th|nine',
  'tenth|10th|ten',
].map((words) => new RegExp(`^(?:${words})$`, 'i'))

const NOUN = '(?:documents?|files?|docs?|one|results?|hits?|entry|item)'
const QUOTED = /["“”'‘’«»]([^"“”«»]+)["“”'‘’«»]/
const THAT = new RegExp(`^(?:it|that|this|them|these|those|the same|that same)(?: ${NOUN})?(?: again)?$`, 'i')
const COUNTED = new RegExp(
  `^(?:the )?(?:number |no\\.? ?|#)?([\\w]+)(?: ${NOUN})?(?: (?:of them|in the list))?$`,
  'i',
)

/** Reads a noun phrase: "it", "the second one", "the file called “Plan”", "my Q3 forecast document". */
export function readReference(phrase: string): Reference {
  const text = tidy(phrase)
  if (THAT.test(text)) return { kind: 'that' }
  const counted = COUNTED.exec(text)?.[1]
  const position = counted === undefined ? undefined : positionOf(counted)
  if (position !== undefined) return { kind: 'ordinal', position }
  return { kind: 'named', name: nameIn(text) }
}

/** Without politeness and punctuation at the ends. */
export function tidy(phrase: string): string {
  return phrase
    .trim()
    .replace(/^[,;:\s]+|[.,!?;:\s]+$/g, '')
    .replace(/,? (?:please|for me|thanks|thank you|now|then)$/i, '')
    .replace(/[.,!?;:\s]+$/, '')
}

function positionOf(word: string): number | undefined {
  if (/^last$/i.test(word)) return -1
  if (/^\d{1,2}$/.test(word)) return Number(word)
  const index = ORDINALS.findIndex((ordinal) => ordinal.test(word))
  return index === -1 ? undefined : index + 1
}

/** The words that name the document, as written. */
function nameIn(text: string): string {
  const quoted = QUOTED.exec(text)?.[1]
  if (quoted !== undefined) return quoted.trim()
  const named = text.replace(/^(?:(?:the|my|our|this|that|a|an|all|any|some)\s+)+/i, '')
  const bare = named
    .replace(/^(?:documents?|files?|docs?)\s+(?:called|named|titled|with the name)\s+/i, '')
    .replace(/^(?:documents?|files?|docs?)\s+(?=\S)/i, '')
    .replace(/(?<=\S)\s+(?:documents?|files?|docs?)$/i, '')
  return tidy(bare)
}
