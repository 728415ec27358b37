/**
 * Who may run what. Read this file first.
 *
 * `scopes`: what Token B must carry. `calls`: what the token vault is asked for in the person's name, in Jira's own
 * scopes, and nothing more. Whatever they say, Jira still decides by the permissions of the person's own account there.
 */
import type { ScopeHierarchy } from '@chain-of-trust/auth-core'
import type { ToolPolicy } from '@chain-of-trust/mcp-kit'

export const policy = {
  search_tickets: {
    scopes: ['Tickets.Read'],
    calls: { resource: 'jira', scopes: ['read:jira-work'] },
  },
  read_ticket: {
    scopes: ['Tickets.Read'],
    calls: { resource: 'jira', scopes: ['read:jira-work'] },
  },
  create_ticket: {
    scopes: ['Tickets.Write'],
    calls: { resource: 'jira', scopes: ['write:jira-work'] },
  },
  comment_on_ticket: {
    scopes: ['Tickets.Write'],
    calls: { resource: 'jira', scopes: ['write:jira-work'] },
  },
} as const satisfies Record<string, ToolPolicy>

/** Whoever was let write may read. */
export const scopeHierarchy: ScopeHierarchy = { 'Tickets.Write': ['Tickets.Read'] }
