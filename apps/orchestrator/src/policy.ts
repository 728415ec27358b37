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
  /**
   * Twice is as good as once, for the person too: it reads. A call whose connection broke off is then made again,
   * once (RFC 9110 §9.2.2). False, and the person is told that it may have happened: a deletion made twice would
   * answer that there is no such document, which is not what became of the first.
   */
  repeatable: boolean
}

/** The person's account outside of the tenant that a server may use once they have connected it. */
export interface AccountRow {
  /** As the token vault's access control list names it. */
  provider: string
  title: string
  /** Every scope of the provider that the server may be given, and what it means to a person. */
  scopes: Readonly<Record<string, string>>
}

export interface ServerRow {
  title: string
  /** With which to ask the server for its tools. */
  listing: string
  /** Absent: it has no business asking anybody for an account. */
  account?: AccountRow
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
        repeatable: true,
      },
      read_document: {
        title: 'Read a document',
        description: 'Read the text of one document, by its id (search_documents finds the id).',
        scopes: ['Documents.Read'],
        approval: false,
        repeatable: true,
      },
      share_document: {
        title: 'Share a document',
        description: 'Give somebody else access to one document, by its id and their mail address.',
        scopes: ['Documents.Share'],
        approval: true,
        repeatable: false,
      },
      delete_document: {
        title: 'Delete a document',
        description: 'Delete one document, by its id.',
        scopes: ['Documents.Delete'],
        approval: true,
        repeatable: false,
      },
    },
  },
  'mcp-github': {
    title: 'GitHub',
    listing: 'Issues.Read',
    account: {
      provider: 'github',
      title: 'GitHub',
      scopes: {
        'read:user': 'See who you are there',
        'repo:read': 'See your repositories',
        'issues:read': 'Read issues',
        'issues:write': 'Write issues and comments',
        delete_repo: 'Delete repositories',
      },
    },
    tools: {
      list_repositories: {
        title: 'List repositories',
        description: 'List the repositories that the person can see on GitHub, each as “owner/name”.',
        scopes: ['Repos.Read'],
        approval: false,
        repeatable: true,
      },
      list_issues: {
        title: 'List issues',
        description:
          'List GitHub issues: of one repository (owner/name), or without one those assigned to the person.',
        scopes: ['Issues.Read'],
        approval: false,
        repeatable: true,
      },
      read_issue: {
        title: 'Read an issue',
        description: 'Read one GitHub issue with its comments, by repository (owner/name) and number.',
        scopes: ['Issues.Read'],
        approval: false,
        repeatable: true,
      },
      create_issue: {
        title: 'Create an issue',
        description: 'Open an issue in a GitHub repository (owner/name), with a title and perhaps a text.',
        scopes: ['Issues.Write'],
        approval: true,
        repeatable: false,
      },
      comment_on_issue: {
        title: 'Comment on an issue',
        description: 'Write a comment on one GitHub issue, by repository (owner/name) and number.',
        scopes: ['Issues.Write'],
        approval: true,
        repeatable: false,
      },
      delete_repository: {
        title: 'Delete a repository',
        description: 'Delete a GitHub repository (owner/name) with all that is in it, for good.',
        scopes: ['Repos.Delete'],
        approval: true,
        repeatable: false,
      },
    },
  },
  'mcp-jira': {
    title: 'Jira',
    listing: 'Tickets.Read',
    account: {
      provider: 'jira',
      title: 'Jira',
      scopes: {
        'read:jira-user': 'See who you are there',
        'read:jira-work': 'Read tickets',
        'write:jira-work': 'Write tickets and comments',
      },
    },
    tools: {
      search_tickets: {
        title: 'Search tickets',
        description:
          'Find Jira tickets: by words, in one project (its key), or those assigned to the person.',
        scopes: ['Tickets.Read'],
        approval: false,
        repeatable: true,
      },
      read_ticket: {
        title: 'Read a ticket',
        description: 'Read one Jira ticket with its comments, by its key, such as OPS-12.',
        scopes: ['Tickets.Read'],
        approval: false,
        repeatable: true,
      },
      create_ticket: {
        title: 'Create a ticket',
        description: 'Open a ticket in a Jira project (its key), with a summary and perhaps a description.',
        scopes: ['Tickets.Write'],
        approval: true,
        repeatable: false,
      },
      comment_on_ticket: {
        title: 'Comment on a ticket',
        description: 'Write a comment on one Jira ticket, by its key, such as OPS-12.',
        scopes: ['Tickets.Write'],
        approval: true,
        repeatable: false,
      },
    },
  },
}
