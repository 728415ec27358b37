import type { Intent } from './intent.ts'
import { schedule } from './schedule.ts'
import { documentRules } from './documents/understand.ts'
import { issueRules } from './issues/understand.ts'
import { readReference, tidy } from './reference.ts'
import { spoken, TEXT, when, whenAny, type Rule } from './rule.ts'
import { ticketRules } from './tickets/understand.ts'

/**
 * Turns one sentence of the person into what they want. Rules, not learning: the same sentence always means
 * the same, and what no rule matches is `unknown`. Only the person's own words ever come here: the text of a
 * document is data and is never read for commands.
 */
export function understand(sentence: string): Intent {
  const text = withoutPoliteness(sentence)
  for (const rule of RULES) {
    const intent = rule(text)
    if (intent !== undefined) return intent
  }
  return { kind: 'unknown' }
}

/** In order: the first that matches decides. What forbids an action stands before what asks for it. */
const RULES: Rule[] = [
  schedule,
  when(/^(?:do not|don't|dont|never|no|nope|stop|cancel|forget it|never mind)\b/i, () => ({
    kind: 'nothing',
  })),
  when(/^(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings)(?: there)?$/i, () => ({
    kind: 'greeting',
  })),
  when(/^(?:thanks?|thank you|cheers|great|perfect|ok|okay)(?: a lot| very much| you)?$/i, () => ({
    kind: 'thanks',
  })),
  when(
    /^(?:help|what can (?:you|i) (?:do|ask)|what do you do|who are you|how (?:do|can|does|would) )/i,
    () => ({
      kind: 'help',
    }),
  ),
  whenAny(
    [
      new RegExp(
        `^(?:comment|reply|write|answer|add a comment)\\s+(?:on|to)\\s+(?<on>it|that|this|the \\w+ one)${TEXT}$`,
        'i',
      ),
    ],
    ({ on, text }) => ({ kind: 'comment', on: readReference(on!), text: spoken(text!) }),
  ),
  ...issueRules,
  ...ticketRules,
  // Before it nothing that ends in a person's own words: “create an issue in …: open it and read it”.
  chained,
  ...documentRules,
]

/** "find the roadmap and share it with …" is "share the roadmap with …". */
function chained(text: string): Intent | undefined {
  const match =
    /^(?:find|search for|look for|look up|open|read|get|take)\s+(.+?)[,\s]+(?:and|then|and then)\s+(read|open|show|summari[sz]e|sum up|share|send|delete|remove)(?:\s+me)?(?:\s+(?:it|that|them))?\b(.*)$/i.exec(
      text,
    )
  return match === null ? undefined : understand(`${match[2]} ${match[1]}${match[3] ?? ''}`)
}

const POLITE =
  /^(?:(?:please|hey|hi|hello|ok|okay|so|well|now|and|then|also)[,!]?\s+(?=\S+\s)|(?:can|could|would|will) you(?: please)?\s+|(?:i(?:'d| would) like(?: you)? to|i (?:want|need)(?: you)? to|let's|let us|i wish to|would you mind)\s+)/i

function withoutPoliteness(sentence: string): string {
  let text = tidy(sentence.replace(/\s+/g, ' '))
  for (let rest = text.replace(POLITE, ''); rest !== text; rest = text.replace(POLITE, '')) text = rest
  return tidy(text)
}
