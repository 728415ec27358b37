import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { documentOf } from '../document-format.ts'
import { callJira } from '../jira.ts'

const Written = z.object({ id: z.string() })

export const commentOnTicket = defineTool({
  title: 'Comment on a ticket',
  description: "Writes a comment on a ticket of Jira, in the name of the signed-in user's account.",
  input: input.comment_on_ticket,
  output: z.object({ comment: z.object({ key: z.string(), id: z.string() }) }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  async run({ key, text }, { fetch }) {
    const response = await callJira(fetch, `/issue/${key}/comment`, {
      what: 'comment on this ticket',
      method: 'POST',
      body: { body: documentOf(text) },
    })
    const { id } = Written.parse(await response.json())
    return { text: `Commented on ${key}.`, structured: { comment: { key, id } } }
  },
})
