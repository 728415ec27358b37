import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { callGraph, DocumentId, itemPath } from '../graph.ts'

/** The name is an addition of ours: Graph's own answer does not have it, and then the id must do. */
const Invited = z.object({ driveItem: z.object({ name: z.string() }).optional() })

export const shareDocument = defineTool({
  title: 'Share a document',
  description:
    'Lets another person read or write one document in SharePoint that the signed-in user may share.',
  input: z.strictObject({
    id: DocumentId,
    email: z.email('must be a mail address').max(254).describe('Whom to share it with'),
    role: z.enum(['read', 'write']).describe('What they may do'),
  }),
  output: z.object({
    shared: z.object({ id: z.string(), name: z.string(), with: z.string(), role: z.string() }),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },

  async run({ id, email, role }, { fetch }) {
    const response = await callGraph(fetch, itemPath(id, '/invite'), {
      what: 'share this document',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ recipients: [{ email }], roles: [role] }),
    })
    const name = Invited.parse(await response.json()).driveItem?.name ?? id
    return {
      text: `"${name}" is now shared with ${email}, who may ${role} it.`,
      structured: { shared: { id, name, with: email, role } },
    }
  },
})
