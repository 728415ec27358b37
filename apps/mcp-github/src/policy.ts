/**
 * Who may run what. Read this file first.
 *
 * `scopes`: what Token B must carry. `authenticationContext`: which proof of the person the tenant wants for this.
 * `calls`: what the token vault is asked for in the person's name, in GitHub's own scopes, and nothing more.
 * Whatever they say, GitHub still decides by the permissions of the person's own account there.
 */
import type { ScopeHierarchy } from '@chain-of-trust/auth-core'
import type { ToolPolicy } from '@chain-of-trust/mcp-kit'

export const policy = {
  list_repositories: {
    scopes: ['Repos.Read'],
    calls: { resource: 'github', scopes: ['repo:read'] },
  },
  list_issues: {
    scopes: ['Issues.Read'],
    calls: { resource: 'github', scopes: ['issues:read'] },
  },
  read_issue: {
    scopes: ['Issues.Read'],
    calls: { resource: 'github', scopes: ['issues:read'] },
  },
  create_issue: {
    scopes: ['Issues.Write'],
    calls: { resource: 'github', scopes: ['issues:write'] },
  },
  comment_on_issue: {
    scopes: ['Issues.Write'],
    calls: { resource: 'github', scopes: ['issues:write'] },
  },
  delete_repository: {
    scopes: ['Repos.Delete'],
    authenticationContext: 'irreversible',
    calls: { resource: 'github', scopes: ['delete_repo'] },
  },
} as const satisfies Record<string, ToolPolicy>

/** Whoever was let write may read. */
export const scopeHierarchy: ScopeHierarchy = { 'Issues.Write': ['Issues.Read'] }
