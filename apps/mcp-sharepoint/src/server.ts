import { defineServer, type DownstreamResource } from '@chain-of-trust/mcp-kit'
import { policy, scopeHierarchy } from './policy.ts'
import { deleteDocument } from './tools/delete-document.ts'
import { readDocument } from './tools/read-document.ts'
import { searchDocuments } from './tools/search-documents.ts'
import { shareDocument } from './tools/share-document.ts'

/** The MCP server as data: the policy, its tools, and the one resource that they call. */
export const sharepoint = (
  graph: DownstreamResource,
  authenticationContexts: Readonly<Record<string, string>>,
) =>
  defineServer({
    name: 'mcp-sharepoint',
    title: 'SharePoint',
    version: '0.1.0',
    instructions:
      'Documents of SharePoint, with the permissions of the signed-in user. Find the id of a document with search_documents first.',
    policy,
    authenticationContexts,
    scopeHierarchy,
    tools: {
      search_documents: searchDocuments,
      read_document: readDocument,
      share_document: shareDocument,
      delete_document: deleteDocument,
    },
    resources: { graph },
  })
