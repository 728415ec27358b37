import type { IssueIntent } from '../intent.ts'
import { ANY, FIND, READ, spoken, TEXT, whenAny, type Rule } from '../rule.ts'

const REPOSITORIES = '(?:github\\s+)?repo(?:sitorie)?s'
const REPOSITORY = '(?:repo(?:sitory)?)'
/** `owner/name`, or the name alone. */
const NAME = '(?<repository>[A-Za-z0-9][\\w-]*(?:/[\\w.-]+)?)'
const WHERE = `(?:of|in|from|for|at|on)\\s+(?:the\\s+)?(?:${REPOSITORY}\\s+)?${NAME}(?:\\s+${REPOSITORY})?`
const STATE = '(?:(?<state>open|closed)\\s+)?(?:github\\s+)?'
const MINE = '(?:\\s+(?:that are\\s+)?(?:assigned to me|of mine|(?:that )?i have))?'
const ISSUES = `${STATE}issues${MINE}(?:\\s+${WHERE})?${MINE}`
/** "issue 12 of acme/website", "acme/website#12". */
const ISSUE = `(?:the\\s+)?(?:github\\s+)?(?:issue\\s+(?:number\\s+|no\\.?\\s*|#)?(?<number>\\d{1,9})(?:\\s+${WHERE})?|${NAME}#(?<number>\\d{1,9}))`

const pattern = (source: string) => new RegExp(`^${source}$`, 'i')

/** What people say of repositories and issues. */
export const issueRules: Rule[] = [
  whenAny(
    [
      pattern(
        `(?:${FIND}\\s+)?${ANY}${REPOSITORIES}(?:\\s+(?:that )?(?:i (?:can see|have)|on github|of mine))?`,
      ),
      pattern(`(?:what|which)\\s+${REPOSITORIES}\\s+(?:do|can|may)\\s+i\\s+(?:have|see|access)`),
      pattern(`(?:what|which)\\s+are\\s+my\\s+${REPOSITORIES}`),
    ],
    () => ({ kind: 'list_repositories' }),
  ),
  whenAny(
    [
      pattern(
        `(?:delete|remove|erase|get rid of)\\s+(?:the\\s+|my\\s+)?(?:github\\s+)?${REPOSITORY}\\s+(?:called\\s+|named\\s+)?${NAME}`,
      ),
      pattern(`(?:delete|remove|erase|get rid of)\\s+(?:the\\s+|my\\s+)?${NAME}\\s+${REPOSITORY}`),
    ],
    ({ repository }) => ({ kind: 'delete_repository', repository: repository! }),
  ),
  whenAny(
    [
      pattern(
        `(?:create|open|file|make|add|write|raise|report)\\s+(?:me\\s+)?(?:an?|a new|another)\\s+(?:github\\s+)?(?:issue|bug)\\s+${WHERE}\\s*(?::|,?\\s+(?:titled|called|about|saying)\\s+:?)\\s*(?<title>.+)`,
      ),
    ],
    ({ repository, title }) => {
      // "create a bug in WEB: …" is Jira's.
      return isKey(repository!)
        ? undefined
        : { kind: 'create_issue', repository: repository!, title: spoken(title!) }
    },
  ),
  whenAny(
    [
      pattern(
        `(?:comment|reply|write|answer|add a comment|leave a comment)\\s+(?:on|to|at)\\s+${ISSUE}${TEXT}`,
      ),
      pattern(`(?:comment|reply|write|answer)\\s+(?<text>["“].+["”])\\s+(?:on|to|at)\\s+${ISSUE}`),
    ],
    ({ text, ...which }) => ({ kind: 'comment_on_issue', ...issueIn(which), body: spoken(text!) }),
  ),
  whenAny(
    [pattern(`(?:${READ}\\s+|summari[sz]e\\s+)?${ISSUE}`), pattern(`what (?:does|do)\\s+${ISSUE}\\s+say`)],
    (which) => ({ kind: 'read_issue', ...issueIn(which) }),
  ),
  whenAny(
    [
      pattern(`(?:${FIND}\\s+)?${ANY}${ISSUES}`),
      pattern(`(?:what|which)(?:\\s+are)?\\s+${ANY}${ISSUES}`),
      pattern(
        `(?:what|which)\\s+${STATE}issues\\s+(?:do (?:i|we) have|are (?:there|mine|assigned to me|(?<state>open|closed)))(?:\\s+${WHERE})?`,
      ),
      pattern(`(?:do (?:i|we) have|are there|is there)\\s+${ANY}${ISSUES}`),
    ],
    ({ repository, state }): IssueIntent => ({
      kind: 'list_issues',
      ...(repository === undefined || /^github$/i.test(repository) ? {} : { repository }),
      ...(state?.toLowerCase() === 'closed' ? { state: 'closed' } : {}),
    }),
  ),
]

function issueIn({ repository, number }: Readonly<Record<string, string | undefined>>) {
  return { number: Number(number), ...(repository === undefined ? {} : { repository }) }
}

function isKey(name: string): boolean {
  return /^[A-Z][A-Z0-9]{1,9}$/.test(name)
}
