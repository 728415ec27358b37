import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { callGraph, DocumentId, itemPath } from '../graph.ts'

const Deleted = z.object({ name: z.string() })

export const deleteDocument = defineTool({
  title: 'Delete a document',
  description: 'Deletes one document in SharePoint that the signed-in user owns.',
  input: z.strictObject({ id: DocumentId }),
  output: z.object({ deleted: z.object({ id: z.string(), name: z.string() }) }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },

  async run({ id }, { fetch }) {
    const response = await callGraph(fetch, itemPath(id), {
      what: 'delete this document; only its owner may',
      method: 'DELETE',
      // RFC 7240: the name comes with the answer, so that no scope to read it is needed.
      headers: { prefer: 'return=representation' },
    })
    // 204 where the server does not follow the preference.
    const name = response.status === 204 ? id : Deleted.parse(await response.json()).name
    return { text: `"${name}" is deleted.`, structured: { deleted: { id, name } } }
  },
})
