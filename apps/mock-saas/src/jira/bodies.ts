import { jira } from './provider.ts'
import type { Comment, Status, Ticket } from './store.ts'

/** The objects of Jira's REST API, with those of their members that a client may count on. */
export interface Bodies {
  user(login: string): object
  /** @param fields names, `*all` or `*navigable` */
  ticket(ticket: Ticket, fields: readonly string[], comments: () => Comment[]): object
  comment(comment: Comment, ticket: Ticket): object
  /** As the answer to its creation. */
  created(ticket: Ticket): object
  comments(all: readonly Comment[], ticket: Ticket, page: { startAt: number; maxResults: number }): object
}

const CATEGORIES: Record<Status, { id: number; key: string; colorName: string; name: string }> = {
  'To Do': { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  'In Progress': { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  Done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
}

/** @param api base of the API */
export function bodiesAt(api: string): Bodies {
  const user = (login: string) => {
    const account = jira.accounts.find((known) => known.login === login)
    return {
      self: `${api}/user?accountId=${encodeURIComponent(account?.id ?? login)}`,
      accountId: account?.id ?? login,
      accountType: 'atlassian',
      displayName: account?.name ?? login,
      active: true,
      timeZone: 'Europe/Zurich',
    }
  }
  const self = ({ id }: Ticket) => `${api}/issue/${id}`
  const comment = ({ id, author, body, created }: Comment, ticket: Ticket) => ({
    self: `${self(ticket)}/comment/${id}`,
    id: String(id),
    author: user(author),
    updateAuthor: user(author),
    body,
    created: instant(created),
    updated: instant(created),
    jsdPublic: true,
  })
  const comments: Bodies['comments'] = (all, ticket, { startAt, maxResults }) => ({
    startAt,
    maxResults,
    total: all.length,
    comments: all.slice(startAt, startAt + maxResults).map((one) => comment(one, ticket)),
  })

  return {
    user,
    comment,
    comments,
    created: (ticket) => ({ id: String(ticket.id), key: ticket.key, self: self(ticket) }),
    ticket(ticket, wanted, commentsOf) {
      const { project, status } = ticket
      const fields: Record<string, () => unknown> = {
        summary: () => ticket.summary,
        description: () => ticket.description,
        status: () => ({
          self: `${api}/status/${CATEGORIES[status].id}`,
          id: String(CATEGORIES[status].id),
          name: status,
          statusCategory: CATEGORIES[status],
        }),
        issuetype: () => ({ name: ticket.issueType, subtask: false }),
        priority: () => ({ name: ticket.priority }),
        project: () => ({
          self: `${api}/project/${project.id}`,
          id: String(project.id),
          key: project.key,
          name: project.name,
        }),
        labels: () => ticket.labels,
        assignee: () => (ticket.assignee === null ? null : user(ticket.assignee)),
        reporter: () => user(ticket.reporter),
        creator: () => user(ticket.reporter),
        created: () => instant(ticket.created),
        updated: () => instant(ticket.updated),
        comment: () => {
          const all = commentsOf()
          return comments(all, ticket, { startAt: 0, maxResults: all.length })
        },
      }
      const everything = wanted.includes('*all') || wanted.includes('*navigable')
      const chosen = Object.entries(fields).filter(([name]) => everything || wanted.includes(name))
      return {
        expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
        id: String(ticket.id),
        self: self(ticket),
        key: ticket.key,
        ...(chosen.length === 0
          ? {}
          : { fields: Object.fromEntries(chosen.map(([name, value]) => [name, value()])) }),
      }
    },
  }
}

/** Jira's way of ISO 8601. */
function instant(iso: string): string {
  return iso.replace(/Z$/, '+0000')
}
