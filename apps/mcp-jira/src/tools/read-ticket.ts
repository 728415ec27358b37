import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { Document, textOf } from '../document-format.ts'
import { callJira, FIELDS, FROM_OTHERS, JiraIssue, Ticket, ticketOf } from '../jira.ts'

const Comment = z.object({ author: z.string(), created: z.string(), text: z.string() })

const Read = JiraIssue.extend({
  fields: JiraIssue.shape.fields.extend({
    description: Document.nullish(),
    comment: z
      .object({
        comments: z.array(
          z.object({
            author: z.object({ displayName: z.string() }).nullish(),
            created: z.string(),
            body: Document.nullish(),
          }),
        ),
      })
      .optional(),
  }),
})

export const readTicket = defineTool({
  title: 'Read a ticket',
  description: 'Returns one ticket of Jira with its first comments.',
  input: input.read_ticket,
  output: z.object({ ticket: Ticket, description: z.string(), comments: z.array(Comment) }),
  annotations: { readOnlyHint: true, openWorldHint: true },

  async run({ key }, { fetch }) {
    const path = `/issue/${key}?fields=${FIELDS},description,comment`
    const response = await callJira(fetch, path, { what: 'read this ticket' })
    const found = Read.parse(await response.json())
    const ticket = ticketOf(found)
    const description = textOf(found.fields.description).trim()
    const comments = (found.fields.comment?.comments ?? []).map(({ author, created, body }) => ({
      author: author?.displayName ?? 'somebody',
      created,
      text: textOf(body).trim(),
    }))
    const text = [
      `${ticket.key}, ${ticket.status}. ${FROM_OTHERS}`,
      `# ${ticket.summary}`,
      description,
      ...comments.map((comment) => `## ${comment.author}, ${comment.created}\n\n${comment.text}`),
    ].join('\n\n')
    return { text, structured: { ticket, description, comments } }
  },
})
