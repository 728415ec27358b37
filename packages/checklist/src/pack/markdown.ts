import type { Evidence, JudgedControl } from '../evidence/evidence.ts'
import { INTRODUCTION, KINDS, placeOf, shortRevision, timeOf, type Pack } from './pack.ts'

const MARKS: Record<Evidence['result'], string> = {
  passed: '',
  failed: '**FAILED** ',
  'left out': '**Left out.** ',
}

/** The evidence as Markdown, with a line end at its end. */
export function markdownOf({ revision, at, command, judged }: Pack): string {
  return `${[
    '# Evidence',
    INTRODUCTION,
    table(['commit', 'time (UTC)', 'command'], [[`\`${revision}\``, timeOf(at), `\`${command}\``]]),
    table(
      ['control', '', 'status', 'evidence'],
      judged.map(({ control, status, evidence }) => [
        control.id,
        text(control.title),
        status,
        String(evidence.length),
      ]),
    ),
    ...judged.map((one) => section(one, shortRevision(revision))),
  ].join('\n\n')}\n`
}

function section({ control, status, evidence, why }: JudgedControl, commit: string): string {
  const standards = control.standards.map(([name, number]) => `${name} ${number}`).join(' · ')
  return [
    `## ${control.id}: ${text(control.title)} (${status})`,
    text(control.text),
    `Playbook: ${control.source}. Mapped to: ${text(standards)}.`,
    ...(why.length === 0 ? [] : [why.map((fault) => `- ${text(fault)}`).join('\n')]),
    table(
      ['kind', 'what', 'done', 'seen', 'where', 'commit', 'when (UTC)'],
      evidence.map((each) => [
        KINDS[each.kind],
        text(each.name),
        text(each.done),
        `${MARKS[each.result]}${text(each.seen)}`,
        placeOf(each) === '' ? '' : `\`${placeOf(each)}\``,
        `\`${commit}\``,
        timeOf(each.at),
      ]),
    ),
  ].join('\n\n')
}

/** Titles and messages come from elsewhere: nothing in them is markup. */
function text(raw: string): string {
  return raw.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~&]/g, String.raw`\$&`)
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
