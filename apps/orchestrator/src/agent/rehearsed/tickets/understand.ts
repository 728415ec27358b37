import type { TicketIntent } from '../intent.ts'
import { readReference, tidy } from '../reference.ts'
import { ANY, FIND, READ, spoken, TEXT, whenAny, type Rule } from '../rule.ts'

const TICKETS = '(?:open\\s+)?(?:jira\\s+)?(?:tickets|jira issues)'
const PROJECT = '(?<project>[A-Za-z][A-Za-z0-9]{1,9})'
/** A ticket has a key of its own, such as WEB-12. */
const KEY = '(?:the\\s+)?(?:jira\\s+)?(?:ticket\\s+)?(?<key>[A-Za-z][A-Za-z0-9]{1,9}-[1-9]\\d{0,8})'
const MINE = '(?<mine>\\s+(?:that are\\s+)?(?:assigned to me|of mine|(?:that )?i have))?'
const WHERE = `(?:\\s+(?:of|in|from|for)\\s+(?:the\\s+)?(?:project\\s+)?${PROJECT}(?:\\s+project)?)?`
const ABOUT =
  '(?:\\s+(?:about|on|regarding|concerning|mentioning|containing|for|with|that mention)\\s+(?<query>.+?))?'

const pattern = (source: string) => new RegExp(`^${source}$`, 'i')

/** What people say of tickets. */
export const ticketRules: Rule[] = [
  whenAny(
    [
      pattern(
        `(?:comment|reply|write|answer|add a comment|leave a comment)\\s+(?:on|to|at)\\s+${KEY}${TEXT}`,
      ),
      pattern(`(?:comment|reply|write|answer)\\s+(?<text>["“].+["”])\\s+(?:on|to|at)\\s+${KEY}`),
    ],
    ({ key, text }) => ({ kind: 'comment_on_ticket', key: key!.toUpperCase(), text: spoken(text!) }),
  ),
  whenAny(
    [
      pattern(
        `(?:create|open|file|make|add|write|raise|report)\\s+(?:me\\s+)?(?:an?|a new|another)\\s+(?:jira\\s+)?(?<type>ticket|task|bug|story)\\s+in\\s+(?:the\\s+)?(?:project\\s+)?${PROJECT}\\s*(?::|,?\\s+(?:titled|called|about|saying)\\s+:?)\\s*(?<summary>.+)`,
      ),
    ],
    ({ type, project, summary }) => ({
      kind: 'create_ticket',
      project: project!.toUpperCase(),
      type: TYPES[type!.toLowerCase()] ?? 'Task',
      summary: spoken(summary!),
    }),
  ),
  whenAny(
    [pattern(`(?:${READ}\\s+|summari[sz]e\\s+)?${KEY}`), pattern(`what (?:does|do)\\s+${KEY}\\s+say`)],
    ({ key }) => ({ kind: 'read_ticket', key: key!.toUpperCase() }),
  ),
  whenAny(
    [
      pattern(`(?:${FIND}\\s+)?(?<any>${ANY})${TICKETS}${MINE}${WHERE}${ABOUT}`),
      pattern(`(?:what|which)(?:\\s+are)?\\s+(?<any>${ANY})${TICKETS}${MINE}${WHERE}${ABOUT}`),
      pattern(
        `(?:what|which)\\s+${TICKETS}(?<mine>\\s+(?:do i have|are (?:mine|assigned to me)))${WHERE}${ABOUT}`,
      ),
      pattern(
        `(?:what|which)\\s+${TICKETS}\\s+(?:are there|are open|do we have|mention)${WHERE}(?:${ABOUT}|\\s+(?<query>.+))`,
      ),
      pattern(`(?<mine>do i have)\\s+(?:any\\s+)?${TICKETS}${WHERE}${ABOUT}`),
      pattern(`(?:do we have|are there|is there)\\s+(?:any\\s+)?${TICKETS}${WHERE}${ABOUT}`),
    ],
    ({ any = '', mine, project, query }): TicketIntent => ({
      kind: 'search_tickets',
      ...(query === undefined ? {} : { query: topicOf(query) }),
      ...(project === undefined || /^jira$/i.test(project) ? {} : { project: project.toUpperCase() }),
      ...(mine === undefined && !/\bmy\b/i.test(any) ? {} : { mine: true }),
    }),
  ),
]

function topicOf(phrase: string): string {
  const reference = readReference(phrase)
  return reference.kind === 'named' ? reference.name : tidy(phrase)
}

const TYPES: Readonly<Record<string, 'Task' | 'Bug' | 'Story'>> = { bug: 'Bug', story: 'Story' }
