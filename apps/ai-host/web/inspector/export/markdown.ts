import type { Check } from '../record/checks.ts'
import { verificationOf } from '../record/checks.ts'
import { comparisonOf, narrowings, short } from '../record/comparison.ts'
import type { Hop } from '../record/hop.ts'
import { lengthOf } from '../record/hop.ts'
import { nameOf } from '../record/party.ts'
import { refusalOf } from '../record/refusal-of.ts'
import type { TokenChain } from '../record/token-chain.ts'
import { mermaidOf } from './mermaid.ts'

export interface Exported {
  traceId: string
  hops: readonly Hop[]
  chains: readonly TokenChain[]
}

/** The request for a review or a ticket: what happened, the tokens as claims, who checked what, and the diagram. */
export function markdownOf({ traceId, hops, chains }: Exported): string {
  const parts = [
    `# Request ${code(traceId)}`,
    `${hops[0]?.record.time ?? ''}, ${hops.length} records, ${lengthOf(hops)} ms from the first to the last. ` +
      'Claims as the audit records hold them; no token is in them.',
    ['```mermaid', mermaidOf(hops), '```'].join('\n'),
    '## Hops',
    table(
      ['ms', 'step', 'by', 'what', 'outcome', 'asked for', 'granted'],
      hops.map(({ at, step, record, title }) => [
        String(at),
        step === undefined ? '' : String(step),
        nameOf(record.service),
        title,
        record.outcome + (record.reason === undefined ? '' : ` (${record.reason})`),
        (record.scopes?.requested ?? []).map(short).join(' '),
        (record.scopes?.granted ?? []).join(' '),
      ]),
    ),
    ...hops.flatMap(({ record }) => {
      const refused = refusalOf(record)
      if (refused === undefined) return []
      const { by, reason, status, error, clause, happened, who, how } = refused
      const wire = [status, error].filter((part) => part !== undefined).join(' ')
      return [
        `## Refused by ${text(nameOf(by))}`,
        table(
          ['', ''],
          [
            ['reason', reason],
            ['on the wire', wire],
            ['clause', clause ?? ''],
            ['what happened', happened],
            ['who can fix it', who],
            ['way out', how],
          ],
        ),
      ]
    }),
    ...chains.flatMap(({ tool, tokens }) => [
      `## Tokens${tool === undefined ? '' : ` of ${text(tool)}`}`,
      table(
        ['claim', ...tokens.map(({ name }) => `Token ${name}`)],
        comparisonOf(tokens).map(({ claim, meaning, cells }) => [
          [claim, meaning].filter(Boolean).join(', '),
          ...cells.map(({ text: value, change }) => (change === 'new' ? `${value} (new)` : value)),
        ]),
      ),
      narrowings(tokens)
        .map((sentence) => `- ${text(sentence)}`)
        .join('\n'),
    ]),
    '## Who checked what',
    ...hops.flatMap(({ record }) => {
      const verification = verificationOf(record)
      if (verification === undefined) return []
      const { by, token, checks } = verification
      return [
        `- ${text(nameOf(by))}${token === undefined ? '' : `, Token ${token}`}: ${checks.map(checked).join(', ')}`,
      ]
    }),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** The same as data. */
export function jsonOf({ traceId, hops, chains }: Exported): string {
  const records = hops.map(({ record }) => record)
  return `${JSON.stringify({ trace_id: traceId, records, tokens: chains }, null, 2)}\n`
}

const VERDICTS = { passed: 'passed', failed: '**failed**', not_said: 'not said' } as const
const checked = ({ name, verdict }: Check): string => `${text(name)} ${VERDICTS[verdict]}`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** Text of others, in a document that others render: neither markup nor HTML, and never another line. */
function text(value: string): string {
  return value
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~>]/g, String.raw`\$&`)
    .replaceAll(/\b(https?):\/\//gi, '$1&#58;//')
    .replaceAll('@', '&#64;')
}

const code = (value: string): string => `\`${value.replaceAll('`', '')}\``
