/**
 * Who may run what. Read this file first.
 *
 * `scopes`: what Token B must carry. `authenticationContext`: which proof of the person the tenant wants for this.
 * `calls`: what Token C is asked for, and nothing more. Whatever they say, SharePoint still decides by the
 * person's own permissions.
 */
import type { ScopeHierarchy } from '@chain-of-trust/auth-core'
import type { ToolPolicy } from '@chain-of-trust/mcp-kit'

export const policy = {
  search_documents: {
    scopes: ['Documents.Read'],
    calls: { resource: 'graph', scopes: ['Files.Read'] },
  },
  read_document: {
    scopes: ['Documents.Read'],
    calls: { resource: 'graph', scopes: ['Files.Read'] },
  },
  share_document: {
    scopes: ['Documents.Share'],
    authenticationContext: 'sharing',
    calls: { resource: 'graph', scopes: ['Files.Share'] },
  },
  delete_document: {
    scopes: ['Documents.Delete'],
    authenticationContext: 'irreversible',
    calls: { resource: 'graph', scopes: ['Files.Delete'] },
  },
} as const satisfies Record<string, ToolPolicy>

/** Whoever was let write may read. */
export const scopeHierarchy: ScopeHierarchy = { 'Documents.Write': ['Documents.Read'] }
