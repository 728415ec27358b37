import * as z from 'zod'
import { listedBy, type Step } from './conversation.ts'
import { Document, labelOf } from './documents.ts'
import type { Intent } from './intent.ts'
import { excerpt, summary } from './excerpt.ts'

const CAN = `I can
- find documents: “find documents about budget”, “what documents do I have”
- read one: “read the Q3 forecast”, “open the second one”
- summarise one: “summarise it”
- share one, once you have approved: “share the roadmap with bob@contoso.example”
- work while you are away, once you have approved: “every morning at 7:30, summarise the Q3 forecast”
- delete one, once you have approved: “delete the old draft”`

export const WORDS = {
  greeting: `Hello. ${CAN}`,
  thanks: 'You are welcome.',
  help: CAN,
  nothing: 'All right, I do nothing.',
  unknown: `I did not understand that: I am a rehearsed model and know only a few kinds of sentences. ${CAN}`,
  whoWith: 'With whom? Please give me their mail address: “share it with bob@contoso.example”.',
  whichDocument: 'Which document do you mean? Name it, or let me find some first.',
  noSuchPosition: 'I have no such document in my last list. Name it, or let me find some first.',
  noTool: 'I have no tool for that here.',
} as const

const Read = z.object({ document: Document, content: z.string() })
const Shared = z.object({ shared: z.object({ name: z.string(), with: z.string(), role: z.string() }) })
const Scheduled = z.object({
  scheduled: z.object({
    instruction: z.string(),
    schedule: z.union([z.object({ at: z.string() }), z.object({ daily: z.string(), timeZone: z.string() })]),
  }),
})
const Deleted = z.object({ deleted: z.object({ name: z.string() }) })

/** The answer to a tool call that succeeded: what the result says, and nothing that it does not say. */
export function answerTo(intent: Intent, step: Step): string {
  const data = 'done' in step.end ? step.end.done : undefined
  switch (intent.kind) {
    case 'search':
      return listing(listedBy(step), intent.query)
    case 'read':
    case 'summarise': {
      const read = Read.safeParse(data)
      if (!read.success) return unreadable(data)
      const { document, content } = read.data
      if (content.trim() === '') return `“${document.name}” is empty.`
      if (intent.kind === 'read') return `“${document.name}” says:\n\n${excerpt(content)}`
      return summary(document.name, content, intent.about)
    }
    case 'share': {
      const shared = Shared.safeParse(data)
      if (!shared.success) return unreadable(data)
      const { name, with: who, role } = shared.data.shared
      return `Done: ${who} may now ${role === 'write' ? 'read and change' : 'read'} “${name}”.`
    }
    case 'delete': {
      const deleted = Deleted.safeParse(data)
      return deleted.success ? `Done: “${deleted.data.deleted.name}” is deleted.` : unreadable(data)
    }
    case 'schedule': {
      const scheduled = Scheduled.safeParse(data)
      if (!scheduled.success) return unreadable(data)
      const { instruction, schedule } = scheduled.data.scheduled
      const when =
        'daily' in schedule
          ? `every day at ${schedule.daily} (${schedule.timeZone})`
          : `once, at ${schedule.at}`
      return `Done: I will do this while you are away, ${when}: “${instruction}”. What comes of it is kept for you.`
    }
    default:
      return WORDS.unknown
  }
}

/** Why a tool call came to nothing, in the words of whoever refused, and what would help. */
export function explain({ tool, end }: Step): string {
  const what = ATTEMPTS[tool] ?? 'do that'
  if ('declined' in end) return `You did not approve it, so I did not ${what}.`
  if ('failed' in end) return `I could not ${what}: the call failed.`
  if (!('refused' in end)) return ''
  const { by, reason, remedy } = end.refused
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
  schedule_job: 'plan that',
}

const REMEDIES: Readonly<Record<string, string>> = {
  widen_delegation: 'Switch it on under “Permissions” if you want me to, and ask again.',
  step_up: 'Prove again who you are, and I can try again.',
  sign_in_again: 'Sign in again, and I can try again.',
  ask_consent: 'It needs your consent first.',
  use_compliant_device: 'Ask me again from a device that your organisation accepts.',
  contact_administrator: 'Only an administrator of your organisation can change that.',
  retry_later: 'Please try again in a moment.',
  fix_configuration: 'An operator has to repair the configuration.',
}

export function askWhich(name: string, documents: readonly Document[]): string {
  return `${SEVERAL} “${name}”. Which one?\n\n${numbered(documents)}`
}

const SEVERAL = 'There are several documents that fit'

/** What our own last answer asked of the person, if it asked. */
export function questionIn(answer: string): 'which' | 'whom' | undefined {
  if (answer.startsWith(WORDS.whoWith)) return 'whom'
  return answer.startsWith(SEVERAL) || answer.startsWith(WORDS.whichDocument) ? 'which' : undefined
}

export function notFound(name: string, nearby: readonly Document[]): string {
  const others = nearby.length === 0 ? '' : ` These mention it:\n\n${numbered(nearby)}`
  return `I found no document called “${name}” that you can read.${others}`
}

function listing(documents: readonly Document[], query: string | undefined): string {
  const topic = query === undefined ? '' : ` about “${query}”`
  if (documents.length === 0) return `I found no documents${topic} that you can read.`
  const count = documents.length === 1 ? 'one document' : `${documents.length} documents`
  return `I found ${count}${topic}:\n\n${numbered(documents)}\n\nSay “read the first one” to open one.`
}

function numbered(documents: readonly Document[]): string {
  return documents.map((document, index) => `${index + 1}. ${labelOf(document)}`).join('\n')
}

function unreadable(data: unknown): string {
  return `The tool answered, but not in a form that I know:\n\n${excerpt(JSON.stringify(data) ?? 'nothing')}`
}
