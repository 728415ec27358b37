import * as z from 'zod'
import type { Step } from './conversation.ts'
import { excerpt } from './excerpt.ts'

const CAN = `I can
- find documents: “find documents about budget”, “what documents do I have”
- read one: “read the Q3 forecast”, “open the second one”
- summarise one: “summarise it”
- share one, once you have approved: “share the roadmap with bob@contoso.example”
- delete one, once you have approved: “delete the old draft”
- look at GitHub, with your account there: “list my issues”, “list my repositories”, “show issue 12 of acme/website”
- write there, once you have approved: “create an issue in acme/website: The logo is blurred”, “comment on acme/website#12: Looks good”
- look at Jira, with your account there: “list my tickets”, “find tickets about login”, “show WEB-12”
- write there, once you have approved: “create a ticket in WEB: Log in again”, “comment on WEB-12: Done”
- work while you are away, once you have approved: “every morning at 7:30, summarise the Q3 forecast”`

export const WORDS = {
  greeting: `Hello. ${CAN}`,
  thanks: 'You are welcome.',
  help: CAN,
  nothing: 'All right, I do nothing.',
  unknown: `I did not understand that: I am a rehearsed model and know only a few kinds of sentences. ${CAN}`,
  whoWith: 'With whom? Please give me their mail address: “share it with bob@contoso.example”.',
  whichDocument: 'Which document do you mean? Name it, or let me find some first.',
  noSuchPosition: 'I have no such document in my last list. Name it, or let me find some first.',
  whichRepository: 'Of which repository? Say it with its owner: “show issue 12 of acme/website”.',
  commentOnWhat: 'On which issue or ticket? Say “comment on acme/website#12: …”, or “comment on WEB-12: …”.',
  cannotDelete: 'I can delete documents and repositories, not issues or tickets.',
  noTool: 'I have no tool for that here.',
} as const

const Scheduled = z.object({
  scheduled: z.object({
    instruction: z.string(),
    schedule: z.union([z.object({ at: z.string() }), z.object({ daily: z.string(), timeZone: z.string() })]),
  }),
})
/** That it is planned, as the tool says. */
export function scheduled({ end }: Step): string {
  const data = 'done' in end ? end.done : undefined
  const read = Scheduled.safeParse(data)
  if (!read.success) return unreadable(data)
  const { instruction, schedule } = read.data.scheduled
  const when =
    'daily' in schedule ? `every day at ${schedule.daily} (${schedule.timeZone})` : `once, at ${schedule.at}`
  return `Done: I will do this while you are away, ${when}: “${instruction}”. What comes of it is kept for you.`
}

/** Why a tool call came to nothing, in the words of whoever refused, and what would help. */
export function explain({ tool, end }: Step): string {
  const what = ATTEMPTS[tool] ?? 'do that'
  if ('declined' in end) return `You did not approve it, so I did not ${what}.`
  if ('failed' in end) return `I could not ${what}: the call failed.`
  if (!('refused' in end)) return ''
  const { by, reason, remedy, error } = end.refused
  if (error === 'outcome_unknown') {
    return `I do not know whether I could ${what}. ${reason} Look before you ask for it again.`
  }
  const help = remedy === undefined ? undefined : REMEDIES[remedy]
  const way = help === undefined ? '' : ` ${help}`
  const who = by.startsWith('mcp-') ? by : `The ${by}`
  return `I could not ${what}. ${who} refused: ${reason}${way}`
}

const ATTEMPTS: Readonly<Record<string, string>> = {
  search_documents: 'search your documents',
  read_document: 'read the document',
  share_document: 'share the document',
  delete_document: 'delete the document',
  list_repositories: 'list your repositories',
  list_issues: 'list the issues',
  read_issue: 'read the issue',
  create_issue: 'open the issue',
  comment_on_issue: 'comment on the issue',
  delete_repository: 'delete the repository',
  search_tickets: 'search the tickets',
  read_ticket: 'read the ticket',
  create_ticket: 'open the ticket',
  comment_on_ticket: 'comment on the ticket',
  schedule_job: 'plan that',
}

const REMEDIES: Readonly<Record<string, string>> = {
  widen_delegation: 'Switch it on under “Permissions” if you want me to, and ask again.',
  step_up: 'Prove again who you are, and I can try again.',
  sign_in_again: 'Sign in again, and I can try again.',
  ask_consent: 'It needs your consent first.',
  connect_account: 'Connect the account, and I can try again.',
  use_compliant_device: 'Ask me again from a device that your organisation accepts.',
  contact_administrator: 'Only an administrator of your organisation can change that.',
  retry_later: 'Please try again in a moment.',
  fix_configuration: 'An operator has to repair the configuration.',
}

/** @param things in the plural */
export function askWhich(things: string, name: string, labels: readonly string[]): string {
  return `${SEVERAL} ${things} that fit “${name}”. Which one?\n\n${numbered(labels)}`
}

const SEVERAL = 'There are several'

/** What our own last answer asked of the person, if it asked. */
export function questionIn(answer: string): 'which' | 'whom' | undefined {
  if (answer.startsWith(WORDS.whoWith)) return 'whom'
  return answer.startsWith(SEVERAL) || answer.startsWith(WORDS.whichDocument) ? 'which' : undefined
}

export function numbered(labels: readonly string[]): string {
  return labels.map((label, index) => `${index + 1}. ${label}`).join('\n')
}

export function unreadable(data: unknown): string {
  return `The tool answered, but not in a form that I know:\n\n${excerpt(JSON.stringify(data) ?? 'nothing')}`
}
