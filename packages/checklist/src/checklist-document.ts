import { basename } from 'node:path'
import type { KnownControl } from './controls/index.ts'
import { OWN, serverProofs } from './controls/servers.ts'
import { STANDARDS } from './controls/standards.ts'
import type { NamedAttack } from './load-attacks.ts'
import type { NamedPair } from './pairs/pair.ts'
import type { Probe } from './probes/probe.ts'

const INTRODUCTION = `# Checklist

\`npm run checklist\` proves each of these controls, prints a table, and writes the evidence to
\`var/checklist\`, as a page and as Markdown: for each control what was done, what was seen, where it stands in the code, in which commit, and when.
Its exit status is 0 when every control is proven, or excluded with a reason. It runs the tests that have the control's id
as a tag, looks at the running system from outside (probes), and runs the attacks and pairs that name the control; the
system is started unless it is up. Some attacks end sessions of Carol, Erin and Frank and unlink accounts of Alice and Bob.

- \`npm run checklist -- --only AUD-1\`: one control. \`--out FOLDER\`: where to write. \`--json\`: for programs.
- \`npm run checklist -- --sabotage\`: also removes each guard that a tagged test notices, in a copy, and shows which controls
  go red. It takes long.
- \`npm test\` decides by the tagged tests alone, the attacks among them, and is red for a control that they do not prove.

A control fails when no test with its tag has passed; when a test, attack, pair or probe that names it failed; when a test
that names it did not run; or when no guard is known whose removal one of its tests notices. An id that is not in this
table is an error wherever it stands. What this machine lacks is shown as left out, with the reason: without a Valkey or
Redis the attacks on replicas are, and without Linux what is read from \`/proc\`. It proves nothing, and turns nothing red.

A mapping says to which requirement the evidence contributes, not that the requirement is met as a whole. Left out: what a
repository cannot show, such as reviews of access by people, retention in your organisation, or how a real tenant is set
up; \`npm run doctor\` looks at the latter.`

/** By control, the files of tests that name it, from the root. */
export type TestFiles = ReadonlyMap<string, readonly string[]>

export interface Sources {
  controls: readonly KnownControl[]
  attacks: readonly NamedAttack[]
  pairs: readonly NamedPair[]
  probes: readonly Probe[]
  /** For each file of tests, the ids that it names. */
  declared: TestFiles
}

/** docs/checklist.md, made from the controls and what names them. */
export function checklistDocument(sources: Sources): string {
  const { controls } = sources
  const chapters = [...new Set(controls.map(({ source }) => source))]
  return [
    INTRODUCTION,
    ...chapters.flatMap((chapter) => [
      `## ${chapter}`,
      ...controls.filter(({ source }) => source === chapter).map((control) => section(control, sources)),
    ]),
    servers(sources),
    '## Standards',
    ...Object.entries(STANDARDS).map(([name, numbers]) => standard(name, numbers, controls)),
  ].join('\n\n')
}

function section(control: KnownControl, { attacks, pairs, probes, declared }: Sources): string {
  const { id, title, text, excluded } = control
  const names = (ids: readonly string[]) => ids.includes(id)
  const kinds = [
    [
      'tests',
      [...declared]
        .filter(([, ids]) => names(ids))
        .map(([file]) => basename(file))
        .sort(),
    ],
    [
      'attacks',
      attacks.filter(({ attack }) => names(attack.controls)).map(({ group, id }) => `${group}/${id}`),
    ],
    ['pairs', pairs.filter(({ pair }) => names(pair.controls)).map(({ id }) => id)],
    ['probes', probes.filter(({ controls }) => names(controls)).map(({ id }) => id)],
  ] as const
  const evidence = kinds
    .filter(([, found]) => found.length > 0)
    .map(([kind, found]) => `- ${kind}: ${[...new Set(found)].map((name) => `\`${name}\``).join(', ')}`)
  return [
    `### ${id}: ${title}`,
    text,
    ...(excluded === undefined ? [] : [`Excluded: ${excluded}`]),
    evidence.join('\n'),
  ].join('\n\n')
}

/** A new server has a row of its own here; `npm run new:mcp-server` writes it. */
function servers({ declared }: Sources): string {
  const rows = serverProofs(declared).map(({ name, controls }) => `| \`${name}\` | ${controls.join(', ')} |`)
  return [
    '## MCP servers',
    `Beside the code that they share, each server proves these with tests in its own folder. One that answers on HTTP proves ${OWN.join(' and ')} at least.`,
    ['| server | controls |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n')
}

function standard(name: string, numbers: object, controls: readonly KnownControl[]): string {
  const rows = Object.entries(numbers).map(([number, title]) => {
    const mapped = controls.filter(({ standards }) =>
      standards.some(([standard, its]) => standard === name && its === number),
    )
    return `| ${number} | ${String(title)} | ${mapped.map(({ id }) => id).join(', ')} |`
  })
  return [`### ${name}`, ['| | | controls |', '| --- | --- | --- |', ...rows].join('\n')].join('\n\n')
}
