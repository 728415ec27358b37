import { askWhich, WORDS } from '../answer.ts'
import type { Conversation } from '../conversation.ts'
import type { DocumentIntent, Reference } from '../intent.ts'
import { documentsIn, listedBy } from '../items.ts'
import { call, say, type Move } from '../move.ts'
import { itemAt } from '../pointed.ts'
import { documentAnswer, notFound } from './answer.ts'
import { labelOf, matchName, named, type Document } from './documents.ts'

/** All that there is, as far as one list may go. */
const MOST = 50

type Action = Extract<DocumentIntent, { document: Reference }>
type Found = { document: Document } | { move: Move }

const TOOL_FOR: Readonly<Record<Action['kind'], string>> = {
  read: 'read_document',
  summarise: 'read_document',
  share: 'share_document',
  delete: 'delete_document',
}

/** The next step about documents. They are acted on by the id that a search gave; a name that fits two is asked about. */
export function documentMove(intent: DocumentIntent, conversation: Conversation): Move {
  const last = conversation.steps.at(-1)
  if (intent.kind === 'search') {
    return last === undefined ? search(intent.query) : say(documentAnswer(intent, last))
  }
  const tool = TOOL_FOR[intent.kind]
  if (last?.tool === tool) return say(documentAnswer(intent, last))
  if (intent.kind === 'share' && intent.email === undefined) return say(WORDS.whoWith)

  const found = resolve(intent.document, conversation)
  if ('move' in found) return found.move
  const { id } = found.document
  if (intent.kind !== 'share') return call(tool, { id })
  return call(tool, { id, email: intent.email ?? '', role: intent.role })
}

function resolve(reference: Reference, conversation: Conversation): Found {
  if (reference.kind === 'named') return byName(reference.name, conversation)
  const item = itemAt(reference, conversation)
  if (item?.is === 'document') return { document: item.document }
  return { move: say(reference.kind === 'that' ? WORDS.whichDocument : WORDS.noSuchPosition) }
}

/** A listed document of just that name; else a search for the name; else, once, a look at all there is. */
function byName(name: string, { listed, steps }: Conversation): Found {
  const candidates =
    steps.length === 0 ? named(name, documentsIn(listed)) : documentsIn(steps.flatMap(listedBy))
  const match = matchName(name, unique(candidates))
  if ('one' in match) return { document: match.one }
  if ('several' in match) return { move: say(askWhich('documents', name, match.several.map(labelOf))) }
  if (steps.length === 0) return { move: search(name) }
  if (steps.length === 1) return { move: search() }
  const nearby = steps[0] === undefined ? [] : documentsIn(listedBy(steps[0]))
  return { move: say(notFound(name, unique(nearby))) }
}

function unique(documents: Document[]): Document[] {
  return [...new Map(documents.map((document) => [document.id, document])).values()]
}

function search(query?: string): Move {
  return call('search_documents', query === undefined ? { limit: MOST } : { query })
}
