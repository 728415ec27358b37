import { explain, questionIn, scheduled, WORDS } from './answer.ts'
import type { Conversation } from './conversation.ts'
import { documentMove } from './documents/plan.ts'
import { mailIn } from './documents/understand.ts'
import type { Intent, Reference } from './intent.ts'
import { issueMove } from './issues/plan.ts'
import { call, say, type Move } from './move.ts'
import { itemAt, pointed } from './pointed.ts'
import { readReference } from './reference.ts'
import { ticketMove } from './tickets/plan.ts'
import { understand } from './understand.ts'

/** One step of the agent: pure, so that the same conversation always leads to the same move. */
export function nextMove(conversation: Conversation): Move {
  const last = conversation.steps.at(-1)
  if (last !== undefined && !('done' in last.end)) return say(explain(last))
  const meant = pointed(intentOf(conversation), conversation)
  return 'move' in meant ? meant.move : moveFor(meant.intent, conversation)
}

function moveFor(intent: Intent, conversation: Conversation): Move {
  switch (intent.kind) {
    case 'search':
    case 'read':
    case 'summarise':
    case 'share':
    case 'delete':
      return documentMove(intent, conversation)
    case 'list_repositories':
    case 'list_issues':
    case 'read_issue':
    case 'create_issue':
    case 'comment_on_issue':
    case 'delete_repository':
      return issueMove(intent, conversation)
    case 'search_tickets':
    case 'read_ticket':
    case 'create_ticket':
    case 'comment_on_ticket':
      return ticketMove(intent, conversation)
    case 'schedule': {
      const last = conversation.steps.at(-1)
      return last?.tool === 'schedule_job' ? say(scheduled(last)) : schedule(intent, conversation)
    }
    case 'comment':
      return say(WORDS.commentOnWhat)
    case 'greeting':
    case 'thanks':
    case 'help':
    case 'nothing':
    case 'unknown':
      return say(WORDS[intent.kind])
  }
}

/** A bare answer ("the second one", a mail address) to our own question completes what was asked before it. */
function intentOf(conversation: Conversation): Intent {
  const { sentence, before } = conversation
  const intent = understand(sentence)
  if (before === undefined || !isBare(sentence, intent)) return intent
  const earlier = understand(before.sentence)
  const question = questionIn(before.answer)
  const reference = readReference(sentence)
  if (question === 'which' && 'document' in earlier) return { ...earlier, document: reference }
  if (question === 'which' && 'repository' in earlier) {
    return { ...earlier, repository: repositoryMeant(reference, conversation) ?? sentence.trim() }
  }
  const email = mailIn(sentence)
  return question === 'whom' && earlier.kind === 'share' && email !== undefined
    ? { ...earlier, email }
    : intent
}

function repositoryMeant(reference: Reference, conversation: Conversation): string | undefined {
  if (reference.kind === 'named') return reference.name
  const item = itemAt(reference, conversation)
  return item?.is === 'repository' ? item.repository.name : undefined
}

function isBare(sentence: string, intent: Intent): boolean {
  const verb = /^\W*(?:please )?(?:read|open|show|view|get)\b/i
  return intent.kind === 'unknown' || (intent.kind === 'read' && !verb.test(sentence))
}

function schedule(
  { instruction, when, time }: Extract<Intent, { kind: 'schedule' }>,
  { clock: { date, timeZone } }: Conversation,
): Move {
  const tomorrow = new Date(Date.parse(date) + 86_400_000)
  const times = when === 'daily' ? { daily: time } : { at: `${tomorrow.toISOString().slice(0, 10)}T${time}` }
  // It reads; whatever else it knows would need a yes.
  const permission = READING[understand(instruction).kind] ?? 'Documents.Read'
  return call('schedule_job', { instruction, ...times, timeZone, permissions: [permission] })
}

const READING: Partial<Record<Intent['kind'], string>> = {
  list_repositories: 'Repos.Read',
  list_issues: 'Issues.Read',
  read_issue: 'Issues.Read',
  search_tickets: 'Tickets.Read',
  read_ticket: 'Tickets.Read',
}
