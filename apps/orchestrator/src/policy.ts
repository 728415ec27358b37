/**
 * What the agent may use. Read this file first.
 *
 * Closed by default: a tool that an MCP server offers and that has no row here is never shown to the model,
 * whatever the server says about it or about itself later (tool poisoning, rug pull). Descriptions come from
 * here too, and a server's own annotations (`readOnlyHint`, `destructiveHint`) are not read at all.
 */
export interface ToolRow {
  title: string
  /** For the person and for the model. */
  description: string
  /** The least that the call needs: what Token B is asked for, and nothing more. Short names. */
  scopes: readonly string[]
  /** The person must say yes to this call with these arguments before it happens. */
  approval: boolean
}

export interface ServerRow {
  title: string
  /** With which to ask the server for its tools. */
  listing: string
  tools: Readonly<Record<string, ToolRow>>
}

/** By the server's name in `infra/entra/registrations.json`. */
export const policy: Readonly<Record<string, ServerRow>> = {
  'mcp-sharepoint': {
    title: 'SharePoint',
    listing: 'Documents.Read',
    tools: {
      search_documents: {
        title: 'Search documents',
        description: 'Find documents that the person can read, by words in the name or the text.',
        scopes: ['Documents.Read'],
        approval: false,
      },
      read_document: {
        title: 'Read a document',
        description: 'Read the text of one document, by its id (search_documents finds the id).',
        scopes: ['Documents.Read'],
        approval: false,
      },
      share_document: {
        title: 'Share a document',
        description: 'Give somebody else access to one document, by its id and their mail address.',
        scopes: ['Documents.Share'],
        approval: true,
      },
      delete_document: {
        title: 'Delete a document',
        description: 'Delete one document, by its id.',
        scopes: ['Documents.Delete'],
        approval: true,
      },
    },
  },
}
