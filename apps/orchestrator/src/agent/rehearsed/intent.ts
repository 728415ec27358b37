/** Which thing a sentence speaks of. */
export type Reference =
  | { kind: 'named'; name: string }
  /** From the last list, counted from 1; -1 is the last. */
  | { kind: 'ordinal'; position: number }
  /** "it", "that one". */
  | { kind: 'that' }

export type DocumentIntent =
  | { kind: 'search'; query?: string }
  | { kind: 'share'; document: Reference; email?: string; role: 'read' | 'write' }
  // What is read, summarised or deleted by its place in a list may be something else than a document.
  | { kind: 'read'; document: Reference }
  | { kind: 'summarise'; document: Reference; about?: string }
  | { kind: 'delete'; document: Reference }

/** At GitHub; each kind is the tool that it needs. A repository is `owner/name`, or its name alone. */
export type IssueIntent =
  | { kind: 'list_repositories' }
  | { kind: 'list_issues'; repository?: string; state?: 'closed' }
  | { kind: 'read_issue'; repository?: string; number: number }
  | { kind: 'create_issue'; repository: string; title: string }
  | { kind: 'comment_on_issue'; repository?: string; number: number; body: string }
  | { kind: 'delete_repository'; repository: string }

/** In Jira; each kind is the tool that it needs. */
export type TicketIntent =
  | { kind: 'search_tickets'; query?: string; project?: string; mine?: true }
  | { kind: 'read_ticket'; key: string }
  | { kind: 'create_ticket'; project: string; type: 'Task' | 'Bug' | 'Story'; summary: string }
  | { kind: 'comment_on_ticket'; key: string; text: string }

export type Intent =
  | DocumentIntent
  | IssueIntent
  | TicketIntent
  /** On an issue or a ticket that was spoken of. */
  | { kind: 'comment'; on: Reference; text: string }
  /** Later: every day, or tomorrow, at `time` (HH:MM). */
  | { kind: 'schedule'; instruction: string; when: 'daily' | 'tomorrow'; time: string }
  | { kind: 'greeting' }
  | { kind: 'thanks' }
  | { kind: 'help' }
  /** "don't …": nothing is done. */
  | { kind: 'nothing' }
  | { kind: 'unknown' }
