import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { input } from '../arguments.ts'
import { documentOf } from '../document-format.ts'
import { callJira } from '../jira.ts'

const Created = z.object({ key: z.string() })

export const createTicket = defineTool({
  title: 'Create a ticket',
  description: "Creates a ticket in a project of Jira, in the name of the signed-in user's account.",
  input: input.create_ticket,
  output: z.object({ ticket: z.object({ key: z.string(), summary: z.string() }) }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  async run({ project, type, summary, description }, { fetch }) {
    const fields = {
      project: { key: project },
      issuetype: { name: type },
      summary,
      ...(description === undefined ? {} : { description: documentOf(description) }),
    }
    const response = await callJira(fetch, '/issue', {
      what: 'create tickets in this project',
      method: 'POST',
      body: { fields },
    })
    const { key } = Created.parse(await response.json())
    return { text: `Created ${key}: ${JSON.stringify(summary)}`, structured: { ticket: { key, summary } } }
  },
})
