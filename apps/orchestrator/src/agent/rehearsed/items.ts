import * as z from 'zod'
import { Document, labelOf as documentLabel } from './documents/documents.ts'
import { Issue, issueLabel, Repository, repositoryLabel } from './issues/issues.ts'
import type { Step } from './conversation.ts'
import { Ticket, ticketLabel } from './tickets/tickets.ts'

/** Whatever a list may show and a person may then point at. */
export type Item =
  | { is: 'document'; document: Document }
  | { is: 'issue'; issue: Issue }
  | { is: 'repository'; repository: Repository }
  | { is: 'ticket'; ticket: Ticket }

const Listed = z.object({
  documents: z.array(Document).catch([]),
  issues: z.array(Issue).catch([]),
  repositories: z.array(Repository).catch([]),
  tickets: z.array(Ticket).catch([]),
})
const Single = z.object({
  document: Document.optional().catch(undefined),
  issue: Issue.optional().catch(undefined),
  ticket: Ticket.optional().catch(undefined),
})

/** As a list shows it: always one line. */
export function labelOf(item: Item): string {
  switch (item.is) {
    case 'document':
      return documentLabel(item.document)
    case 'issue':
      return issueLabel(item.issue)
    case 'repository':
      return repositoryLabel(item.repository)
    case 'ticket':
      return ticketLabel(item.ticket)
  }
}

/** What this step listed. */
export function listedBy({ end }: Step): Item[] {
  const list = Listed.safeParse('done' in end ? end.done : undefined)
  if (!list.success) return []
  const { documents, issues, repositories, tickets } = list.data
  return [
    ...documents.map((document): Item => ({ is: 'document', document })),
    ...issues.map((issue): Item => ({ is: 'issue', issue })),
    ...repositories.map((repository): Item => ({ is: 'repository', repository })),
    ...tickets.map((ticket): Item => ({ is: 'ticket', ticket })),
  ]
}

/** The one thing that this step opened or made. */
export function openedBy({ end }: Step): Item | undefined {
  const { data } = Single.safeParse('done' in end ? end.done : undefined)
  if (data?.document !== undefined) return { is: 'document', document: data.document }
  if (data?.issue !== undefined) return { is: 'issue', issue: data.issue }
  if (data?.ticket !== undefined) return { is: 'ticket', ticket: data.ticket }
  return undefined
}

export function documentsIn(items: readonly Item[]): Document[] {
  return items.flatMap((item) => (item.is === 'document' ? [item.document] : []))
}
