import { defineTool } from '@chain-of-trust/mcp-kit'
import * as z from 'zod'
import { callGraph, Document, documentOf, DriveItems } from '../graph.ts'

export const searchDocuments = defineTool({
  title: 'Search documents',
  description:
    'Finds documents in SharePoint that the signed-in user may read. Without a query it lists them, newest first.',
  input: z.strictObject({
    query: z.string().trim().max(256).optional().describe('Words to look for in names and text'),
    limit: z.int().min(1).max(50).default(10).describe('How many documents at most'),
  }),
  output: z.object({ documents: z.array(Document) }),
  annotations: { readOnlyHint: true, openWorldHint: false },

  async run({ query, limit }, { fetch }) {
    const response = await callGraph(fetch, `${pathFor(query)}?$top=${limit}`, { what: 'search' })
    const documents = DriveItems.parse(await response.json()).value.map(documentOf)
    return { text: describe(documents), structured: { documents } }
  },
})

function pathFor(query: string | undefined): string {
  if (query === undefined || query === '') return '/me/drive/root/children'
  // OData string literal: a quote is doubled; then the URL's own encoding.
  return `/me/drive/root/search(q='${encodeURIComponent(query.toWellFormed().replaceAll("'", "''"))}')`
}

function describe(documents: readonly Document[]): string {
  if (documents.length === 0) return 'No documents that you may read match.'
  return documents
    .map(
      ({ id, name, folder, lastModified }) => `- ${name} (${folder}, ${lastModified.slice(0, 10)}), id ${id}`,
    )
    .join('\n')
}
