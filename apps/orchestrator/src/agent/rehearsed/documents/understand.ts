import type { Intent } from '../intent.ts'
import { readReference, tidy } from '../reference.ts'
import { when, type Rule } from '../rule.ts'

const DOCS = '(?:documents?|files?|docs?)'
const ABOUT =
  '(?:about|on|regarding|concerning|related to|that (?:are|is) about|mentioning|that mentions?|containing|that contains?|with|for|named|called|from|in)'
const MAIL = /[^\s<>,;:"“”'()]+@[^\s<>,;:"“”'()]+\.[a-z0-9-]+[a-z0-9]/i

/** What people say of documents. They come last: what is asked for by no other name is a document. */
export const documentRules: Rule[] = [
  when(/^(?:delete|remove|erase|trash|bin|get rid of|throw away|throw out)\s+(.+)$/i, ([phrase]) => ({
    kind: 'delete',
    document: readReference(phrase!),
  })),
  share,
  when(/^what (?:does|do)\s+(.+?)\s+say\s+(?:about|on)\s+(.+)$/i, ([phrase, about]) => ({
    kind: 'summarise',
    document: readReference(phrase!),
    about: tidy(about!),
  })),
  ...[
    /^(?:summari[sz]e|sum up|condense)\s+(.+)$/i,
    /^(?:give|tell|show)\s+me\s+(?:a|the)\s+(?:short\s+|brief\s+)?(?:summary|gist|overview)\s+of\s+(.+)$/i,
    /^(?:a\s+)?summary of\s+(.+)$/i,
    /^what (?:does|do)\s+(.+?)\s+say$/i,
    /^what(?:'s| is) (.+?) about$/i,
    /^what(?:'s| is| stands) in\s+(.+)$/i,
  ].map((pattern) => when(pattern, ([phrase]) => ({ kind: 'summarise', document: readReference(phrase!) }))),
  when(
    /^(?:show|display|get|give)(?: me)?\s+(?:the\s+)?(?:document|file|doc)\s+(?:called|named|titled)\s+(.+)$/i,
    ([phrase]) => ({
      kind: 'read',
      document: readReference(phrase!),
    }),
  ),
  search,
  when(
    /^(?:read|open|show|display|view|get|fetch|print|load|see)(?: me| us)?(?: out| up)?\s+(.+)$/i,
    ([phrase]) => ({
      kind: 'read',
      document: readReference(phrase!),
    }),
  ),
  when(
    /^(?:and |now )?(?:the )?(?:number |#)?(?:\d{1,2}|first|second|third|fourth|fifth|last)(?: one)?$/i,
    (_, text) => ({
      kind: 'read',
      document: readReference(text.replace(/^(?:and|now) /i, '')),
    }),
  ),
]

export function mailIn(text: string): string | undefined {
  return MAIL.exec(text)?.[0].toLowerCase()
}

function share(text: string): Intent | undefined {
  const email = mailIn(text)
  const role = /\b(?:edit|editing|editor|write|writing|writer|change|contribute)\b/i.test(text)
    ? 'write'
    : 'read'
  const plain = text
    .replace(
      /\s*,?\s*(?:so (?:that )?|and let )(?:he|she|they|them|him|her|\S+@\S+)(?: can| may)?\s+\w+(?: (?:it|that))?$/i,
      '',
    )
    .replace(
      /\s+(?:as (?:an? )?(?:editor|reader|viewer|writer)|(?:with|for) (?:full )?(?:read|write|edit|view)\w*(?: (?:access|rights?|permissions?))?)\b/gi,
      '',
    )
    .replace(/\s+(?:read-only|readonly)\b/gi, '')
  const phrase = SHARE.map((pattern) => pattern.exec(plain)?.groups?.['document']).find(Boolean)
  if (phrase === undefined) return undefined
  return { kind: 'share', document: readReference(phrase), role, ...(email === undefined ? {} : { email }) }
}

const SHARE = [
  /^(?:give|grant)\s+(?:\S+)\s+(?:\w+\s+)?access to\s+(?<document>.+)$/i,
  /^(?:let|allow)\s+(?:\S+)\s+(?:to\s+)?(?:read|see|view|open|edit|write|change)\s+(?<document>.+)$/i,
  /^invite\s+(?:\S+)\s+to\s+(?:read |see |edit )?(?<document>.+)$/i,
  /^(?:share|send|forward)\s+(?<document>.+?)\s+(?:with|to)\s+.+$/i,
  /^(?:share|send|forward)\s+(?:\S+@\S+)\s+(?<document>.+)$/i,
  /^(?:share|forward)\s+(?<document>.+)$/i,
]

function search(text: string): Intent | undefined {
  for (const pattern of SEARCHES) {
    const match = pattern.exec(text)
    if (match !== null) return searchFor(match.groups?.['query'])
  }
  return undefined
}

const FIND = '(?:find|search(?: for| through)?|look(?:ing)? for|look up|list|show|get|give)(?: me| us)?'
const ANY = '(?:(?:all|any|every|some|the|my|our|of)\\s+)*'
const MINE = '(?:\\s+(?:that )?(?:i|we) (?:can (?:see|read|open|access)|have|may (?:see|read)))?'
const TOPIC = `(?:\\s+${ABOUT}\\s+(?<query>.+))?`
const SEARCHES = [
  new RegExp(`^(?:${FIND}\\s+)?${ANY}${DOCS}${MINE}${TOPIC}$`, 'i'),
  new RegExp(
    `^(?:what|which)(?:\\s+${DOCS})?\\s+(?:do|can|may|could)\\s+(?:i|we|you)\\s+(?:have|see|read|open|access|find|get at)(?:\\s+access to)?${TOPIC}$`,
    'i',
  ),
  new RegExp(`^(?:what|which)\\s+${DOCS}\\s+(?:are there|are mine|exist|is there)${TOPIC}$`, 'i'),
  new RegExp(
    `^(?:what|which)\\s+${DOCS}\\s+(?:are|is|mention|mentions|contain|talk)?\\s*(?:${ABOUT}\\s+)?(?<query>.+)$`,
    'i',
  ),
  new RegExp(
    `^(?:do (?:i|we) have|is there|are there|have (?:i|we) got)\\s+(?:anything|something|(?:any|a|some)\\s+${DOCS}|${DOCS})${TOPIC}$`,
    'i',
  ),
  new RegExp(
    `^(?:${FIND}\\s+)?(?:anything|something|everything|all)(?:\\s+(?:i|we) (?:have|can see))?${TOPIC}$`,
    'i',
  ),
  // Plural: "show me the roadmap document" is one document, to be read.
  new RegExp(`^${FIND}\\s+(?<query>.+?)\\s+(?:documents|files|docs)$`, 'i'),
  /^(?:find|search(?: for)?|look for|looking for|look up)(?: me)?\s+(?<query>.+)$/i,
  /^where(?:'s| is| are)\s+(?<query>.+)$/i,
]

function searchFor(topic: string | undefined): Intent {
  if (topic === undefined) return { kind: 'search' }
  const reference = readReference(topic)
  // "get the second document" speaks of a list, not of a topic.
  if (reference.kind === 'ordinal') return { kind: 'read', document: reference }
  const query = reference.kind === 'named' ? reference.name : tidy(topic)
  return query === '' ? { kind: 'search' } : { kind: 'search', query }
}
