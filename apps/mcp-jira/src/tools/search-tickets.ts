import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { callJira, FIELDS, FROM_OTHERS, JiraIssue, Ticket, ticketOf } from '../jira.ts'

const Found = z.object({ issues: z.array(JiraIssue) })

export const searchTickets = defineTool({
  title: 'Search tickets',
  description: "Finds tickets in Jira that the signed-in user's account can see, last changed first.",
  input: input.search_tickets,
  output: z.object({ tickets: z.array(Ticket) }),
  annotations: { readOnlyHint: true, openWorldHint: true },

  async run({ limit, ...wanted }, { fetch }) {
    const query = new URLSearchParams({ jql: jqlOf(wanted), fields: FIELDS, maxResults: String(limit) })
    const response = await callJira(fetch, `/search/jql?${query.toString()}`, { what: 'search' })
    const tickets = Found.parse(await response.json()).issues.map(ticketOf)
    return { text: describe(tickets), structured: { tickets } }
  },
})

/** Of what the tool's arguments say, and nothing that a text could add: it is quoted (JQL, reserved characters). */
export function jqlOf({
  query,
  project,
  mine,
  open,
}: Pick<z.infer<typeof input.search_tickets>, 'query' | 'project' | 'mine' | 'open'>): string {
  const clauses = [
    ...(project === undefined ? [] : [`project = ${quoted(project)}`]),
    ...(mine ? ['assignee = currentUser()'] : []),
    ...(open ? ['statusCategory != Done'] : []),
    ...(query === undefined ? [] : [`text ~ ${quoted(query)}`]),
  ]
  // Jira refuses a search that nothing limits.
  const limited = clauses.length === 0 ? ['project is not EMPTY'] : clauses
  return `${limited.join(' AND ')} ORDER BY updated DESC`
}

function quoted(text: string): string {
  return `"${text.toWellFormed().replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

function describe(tickets: readonly Ticket[]): string {
  if (tickets.length === 0) return 'There are no such tickets.'
  const lines = tickets.map(
    ({ key, summary, status, assignee }) =>
      `- ${key} (${status}, ${assignee === '' ? 'nobody' : assignee}): ${JSON.stringify(summary)}`,
  )
  return [FROM_OTHERS, ...lines].join('\n')
}
