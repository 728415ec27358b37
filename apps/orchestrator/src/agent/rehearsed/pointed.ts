import { WORDS } from './answer.ts'
import type { Conversation } from './conversation.ts'
import type { Intent, Reference } from './intent.ts'
import type { Item } from './items.ts'
import { say, type Move } from './move.ts'

/**
 * "Read the second one", "comment on it": what that comes to depends on what was listed or opened. Of documents the
 * intent stays as it is; names are never looked up here.
 * @returns the intent about the thing itself, or what to say when there is none
 */
export function pointed(intent: Intent, conversation: Conversation): { intent: Intent } | { move: Move } {
  switch (intent.kind) {
    case 'comment': {
      const item = itemAt(intent.on, conversation)
      if (item?.is === 'issue') {
        const { repository, number } = item.issue
        return { intent: { kind: 'comment_on_issue', repository, number, body: intent.text } }
      }
      if (item?.is === 'ticket') {
        return { intent: { kind: 'comment_on_ticket', key: item.ticket.key, text: intent.text } }
      }
      return { move: say(WORDS.commentOnWhat) }
    }
    case 'read':
    case 'summarise': {
      const item = itemAt(intent.document, conversation)
      if (item?.is === 'issue') {
        const { repository, number } = item.issue
        return { intent: { kind: 'read_issue', repository, number } }
      }
      if (item?.is === 'ticket') return { intent: { kind: 'read_ticket', key: item.ticket.key } }
      if (item?.is === 'repository') {
        return { intent: { kind: 'list_issues', repository: item.repository.name } }
      }
      return { intent }
    }
    case 'delete': {
      const item = itemAt(intent.document, conversation)
      if (item?.is === 'repository') {
        return { intent: { kind: 'delete_repository', repository: item.repository.name } }
      }
      return item === undefined || item.is === 'document' ? { intent } : { move: say(WORDS.cannotDelete) }
    }
    case 'read_issue':
    case 'comment_on_issue': {
      if (intent.repository !== undefined) return { intent }
      const repository = repositoryOf(intent.number, conversation)
      return repository === undefined
        ? { move: say(WORDS.whichRepository) }
        : { intent: { ...intent, repository } }
    }
    default:
      return { intent }
  }
}

/** What is at that place of the last list, or was opened last; undefined for what is called by its name. */
export function itemAt(reference: Reference, { listed, current }: Conversation): Item | undefined {
  switch (reference.kind) {
    case 'that':
      return current
    case 'ordinal':
      return listed.at(reference.position > 0 ? reference.position - 1 : reference.position)
    case 'named':
      return undefined
  }
}

/** "Issue 12" alone: the listed one of that number, if there is just one; else of the repository at hand. */
function repositoryOf(number: number, { listed, current }: Conversation): string | undefined {
  const issues = listed.flatMap((item) => (item.is === 'issue' ? [item.issue] : []))
  const numbered = issues.filter((issue) => issue.number === number)
  if (numbered.length === 1) return numbered[0]!.repository
  if (numbered.length > 1) return undefined
  if (current?.is === 'repository') return current.repository.name
  return current?.is === 'issue' ? current.issue.repository : undefined
}
