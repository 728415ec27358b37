import * as z from 'zod'
import { numbered, unreadable } from '../answer.ts'
import type { Step } from '../conversation.ts'
import { excerpt } from '../excerpt.ts'
import type { TicketIntent } from '../intent.ts'
import { oneLine } from '../issues/issues.ts'
import { labelOf, listedBy } from '../items.ts'
import { Ticket, ticketLabel } from './tickets.ts'

const Comment = z.object({ author: z.string(), text: z.string() })
const Read = z.object({ ticket: Ticket, description: z.string(), comments: z.array(Comment).catch([]) })
const Created = z.object({ ticket: Ticket })
const Commented = z.object({ comment: z.object({ key: z.string() }) })

/** What came of it: what the result says, and nothing that it does not say. */
export function ticketAnswer(intent: TicketIntent, step: Step): string {
  const data = 'done' in step.end ? step.end.done : undefined
  switch (intent.kind) {
    case 'search_tickets':
      return listing(intent, listedBy(step).map(labelOf))
    case 'read_ticket': {
      const { data: read } = Read.safeParse(data)
      if (read === undefined) return unreadable(data)
      const { ticket, description, comments } = read
      const text = description.trim() === '' ? 'It has no description.' : excerpt(description)
      const said = comments.map(
        ({ author, text: words }) => `${oneLine(author)} commented:\n\n${excerpt(words)}`,
      )
      return [ticketLabel(ticket), text, ...said].join('\n\n')
    }
    case 'create_ticket': {
      const { data: created } = Created.safeParse(data)
      return created === undefined ? unreadable(data) : `Done: I opened ${ticketLabel(created.ticket)}.`
    }
    case 'comment_on_ticket': {
      const { data: written } = Commented.safeParse(data)
      return written === undefined ? unreadable(data) : `Done: I commented on ${written.comment.key}.`
    }
  }
}

function listing(
  { query, project, mine }: Extract<TicketIntent, { kind: 'search_tickets' }>,
  labels: readonly string[],
): string {
  const which = [
    mine === true ? ' assigned to you' : '',
    project === undefined ? '' : ` in ${project}`,
    query === undefined ? '' : ` about “${query}”`,
  ].join('')
  if (labels.length === 0) return `There are no open tickets${which} that you can see in Jira.`
  const count = labels.length === 1 ? 'is one open ticket' : `are ${labels.length} open tickets`
  return `There ${count}${which}:\n\n${numbered(labels)}\n\nSay “read the first one” to open one.`
}
