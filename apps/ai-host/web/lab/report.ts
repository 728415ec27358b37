import { summaryOf, type LabState } from './lab-state.ts'
import type { AttackEntry, AttackResult, Exchange, PairEntry, PairResult, Side } from './wire.ts'

export interface ReportInput {
  state: LabState
  attacks: readonly AttackEntry[]
  pairs: readonly PairEntry[]
  now: Date
}

/** All results as an object: what `npm run attack -- --json` has, and what was seen. */
export function reportJson({ state, attacks, pairs, now }: ReportInput): object {
  return {
    made: now.toISOString(),
    summary: summaryOf(state),
    attacks: attacks.flatMap((entry) => {
      const result = state.attacks[entry.id]
      return result === undefined ? [] : [{ ...entry, ...result }]
    }),
    pairs: pairs.flatMap((entry) => {
      const result = state.pairs[entry.id]
      return result === undefined ? [] : [{ ...entry, ...result }]
    }),
  }
}

/** All results as Markdown, to be read and handed on. */
export function reportMarkdown({ state, attacks, pairs, now }: ReportInput): string {
  const ran = attacks.filter(({ id }) => state.attacks[id] !== undefined)
  const both = pairs.filter(({ id }) => state.pairs[id] !== undefined)
  return [
    '# Attack lab',
    `${now.toISOString()}. ${summaryOf(state)}`,
    ...(ran.length === 0
      ? []
      : ['## Attacks', ...ran.map((entry) => attackSection(entry, state.attacks[entry.id]!))]),
    ...(both.length === 0
      ? []
      : [
          '## Vulnerable against hardened',
          ...both.map((entry) => pairSection(entry, state.pairs[entry.id]!)),
        ]),
  ].join('\n\n')
}

function attackSection({ id, title, clause }: AttackEntry, result: AttackResult): string {
  const { refused, by, status, reason, source, fault, traceId, exchanges, records } = result
  return [
    `### ${text(title)}`,
    list([
      ['result', refused ? 'refused' : `NOT REFUSED as it should be: ${fault ?? ''}`],
      ['attack', id],
      ['clause', clause],
      ['refused by', [by, status, reason].join(' ')],
      [
        'in the code',
        source === undefined ? 'nothing there could be refused' : `${source.file}:${source.line}`,
      ],
      ['trace', traceId ?? ''],
    ]),
    ...exchanges.map(exchangeSection),
    ...recordSection(records),
  ].join('\n\n')
}

function pairSection({ id, title, pitfall, clause }: PairEntry, result: PairResult): string {
  const { vulnerable, hardened } = result
  const { refusal } = hardened
  return [
    `### ${text(title)}`,
    `${text(pitfall.problem)} ${text(pitfall.impact)} ${text(pitfall.fix)}`,
    list([
      ['pair', id],
      ['clause', clause],
      ['vulnerable', result.exploited ? `exploited: ${vulnerable.loot.join('; ')}` : 'NOT EXPLOITED'],
      [
        'hardened',
        result.refused ? `refused by ${refusal?.by ?? ''} ${refusal?.reason ?? ''}` : 'NOT REFUSED',
      ],
      ['in the code', refusal === undefined ? '' : `${refusal.file}:${refusal.line}`],
      ['fault', result.fault ?? ''],
    ]),
    ...sideSections('Vulnerable', vulnerable),
    ...sideSections('Hardened', hardened),
  ].join('\n\n')
}

function sideSections(name: string, { exchanges, records, log }: Side): string[] {
  return [
    `#### ${name}`,
    ...exchanges.map(exchangeSection),
    ...(log.length === 0 ? [] : [fence(log.join('\n'))]),
    ...recordSection(records),
  ]
}

function exchangeSection({ sent, received }: Exchange): string {
  const tokens = sent.tokens.map(({ as, header, claims }) => `${as}: ${JSON.stringify({ header, claims })}`)
  const answer = [received.status, received.error].filter(Boolean).join(' ')
  return fence(
    [
      `${sent.method} ${sent.url}`,
      `headers: ${sent.headers.join(', ')}`,
      ...tokens,
      ...(sent.body === undefined ? [] : [sent.body]),
      `→ ${answer}`,
      received.body,
    ].join('\n'),
  )
}

function recordSection(records: readonly object[]): string[] {
  return records.length === 0
    ? []
    : ['Audit records:', fence(records.map((record) => JSON.stringify(record)).join('\n'))]
}

function list(rows: readonly [string, string][]): string {
  return rows.flatMap(([name, value]) => (value === '' ? [] : [`- ${name}: ${text(value)}`])).join('\n')
}

/** Text of others in Markdown: what has a meaning there, and HTML, is only text. */
export function text(value: string): string {
  return value.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`)
}

/** A block that nothing in it can close. */
export function fence(content: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const mark = '`'.repeat(longest + 1)
  return `${mark}text\n${content}\n${mark}`
}
