import { answerTo, askWhich, explain, notFound, questionIn, WORDS } from './answer.ts'
import { listedBy, type Conversation, type Step } from './conversation.ts'
import { matchName, named, type Document } from './documents.ts'
import type { Intent, Reference } from './intent.ts'
import { readReference } from './reference.ts'
import { mailIn, understand } from './understand.ts'

/** What the model does next: one tool call, or the end of its answer. */
export type Move =
  | { kind: 'call'; tool: string; input: Record<string, unknown> }
  | { kind: 'say'; text: string }

/** All that there is, as far as one list may go. */
const MOST = 50

type Action = Extract<Intent, { document: Reference }>

const TOOL_FOR: Readonly<Record<Action['kind'], string>> = {
  read: 'read_document',
  summarise: 'read_document',
  share: 'share_document',
  delete: 'delete_document',
}

/**
 * One step of the agent: pure, so that the same conversation always leads to the same move. Documents are
 * acted on by the id that a search gave; a name that fits two is asked about.
 */
export function nextMove(conversation: Conversation): Move {
  const intent = intentOf(conversation)
  const last = conversation.steps.at(-1)
  if (last !== undefined && !('done' in last.end)) return say(explain(last))
  switch (intent.kind) {
    case 'search':
      if (last === undefined) return search(intent.query)
      return say(answerTo(intent, last))
    case 'read':
    case 'summarise':
    case 'share':
    case 'delete':
      return act(intent, conversation)
    case 'schedule':
      return last?.tool === 'schedule_job' ? say(answerTo(intent, last)) : schedule(intent, conversation)
    case 'greeting':
    case 'thanks':
    case 'help':
    case 'nothing':
    case 'unknown':
      return say(WORDS[intent.kind])
  }
}

/** A bare answer ("the second one", a mail address) to our own question completes what was asked before it. */
function intentOf({ sentence, before }: Conversation): Intent {
  const intent = understand(sentence)
  if (before === undefined || !isBare(sentence, intent)) return intent
  const earlier = understand(before.sentence)
  const question = questionIn(before.answer)
  if (question === 'which' && 'document' in earlier) {
    return { ...earlier, document: readReference(sentence) }
  }
  const email = mailIn(sentence)
  return question === 'whom' && earlier.kind === 'share' && email !== undefined
    ? { ...earlier, email }
    : intent
}

function isBare(sentence: string, intent: Intent): boolean {
  const verb = /^\W*(?:please )?(?:read|open|show|view|get)\b/i
  return intent.kind === 'unknown' || (intent.kind === 'read' && !verb.test(sentence))
}

function act(intent: Action, conversation: Conversation): Move {
  const tool = TOOL_FOR[intent.kind]
  const last = conversation.steps.at(-1)
  if (last?.tool === tool) return say(answerTo(intent, last))
  if (intent.kind === 'share' && intent.email === undefined) return say(WORDS.whoWith)

  const found = resolve(intent.document, conversation)
  if ('move' in found) return found.move
  const { id } = found.document
  if (intent.kind !== 'share') return { kind: 'call', tool, input: { id } }
  return { kind: 'call', tool, input: { id, email: intent.email ?? '', role: intent.role } }
}

function resolve(
  reference: Reference,
  { steps, listed, current }: Conversation,
): { document: Document } | { move: Move } {
  switch (reference.kind) {
    case 'that':
      return current === undefined ? { move: say(WORDS.whichDocument) } : { document: current }
    case 'ordinal': {
      const document = listed.at(reference.position > 0 ? reference.position - 1 : reference.position)
      return document === undefined ? { move: say(WORDS.noSuchPosition) } : { document }
    }
    case 'named':
      return byName(reference.name, listed, steps)
  }
}

/** A listed document of just that name; else a search for the name; else, once, a look at all there is. */
function byName(name: string, listed: Document[], steps: Step[]): { document: Document } | { move: Move } {
  const candidates = steps.length === 0 ? named(name, listed) : steps.flatMap(listedBy)
  const match = matchName(name, unique(candidates))
  if ('one' in match) return { document: match.one }
  if ('several' in match) return { move: say(askWhich(name, match.several)) }
  if (steps.length === 0) return { move: search(name) }
  if (steps.length === 1) return { move: search() }
  return { move: say(notFound(name, unique(steps[0] === undefined ? [] : listedBy(steps[0])))) }
}

function unique(documents: Document[]): Document[] {
  return [...new Map(documents.map((document) => [document.id, document])).values()]
}

function schedule(
  { instruction, when, time }: Extract<Intent, { kind: 'schedule' }>,
  { clock: { date, timeZone } }: Conversation,
): Move {
  const tomorrow = new Date(Date.parse(date) + 86_400_000)
  const times = when === 'daily' ? { daily: time } : { at: `${tomorrow.toISOString().slice(0, 10)}T${time}` }
  // It reads; whatever else it knows would need a yes.
  const input = { instruction, ...times, timeZone, permissions: ['Documents.Read'] }
  return { kind: 'call', tool: 'schedule_job', input }
}

function search(query?: string): Move {
  return { kind: 'call', tool: 'search_documents', input: query === undefined ? { limit: MOST } : { query } }
}

function say(text: string): Move {
  return { kind: 'say', text }
}
