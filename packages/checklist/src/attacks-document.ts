import { basename } from 'node:path'
import type { NamedAttack } from './load-attacks.ts'
import { refusingLine } from './refusing-line.ts'
import type { Guard } from './sabotage/guard.ts'

const INTRODUCTION = `# Attacks

Each is one short file under \`packages/checklist/src/attacks\`, with a control: the same request without its twist,
which must be accepted. \`npm run attack\` runs them against the running system and against a lab, two services that
trust an issuer whose key is the attacker's. An attack counts as refused when the right service refuses it, the
wire tells no more than the registered code, and the audit log holds the precise reason.

Those under \`revocation\` end the sessions of Carol, Erin and Frank, who sign in again afterwards. Those under
\`account-linking\` link and unlink the accounts of Alice and Bob. Those under \`stdio-handshake\` start the local server
as a process on a folder of their own; in the column “wire” is its exit code, or 0 where the session goes on.

Those under \`replicas\` start two more orchestrators on free ports, which share a PostgreSQL and a Redis of their own. They
need \`valkey-server\` or \`redis-server\` on the PATH, and are left out by \`npm run attack\` where there is none.`

/** docs/attacks.md, made from the attacks and the guards. */
export function attacksDocument(attacks: readonly NamedAttack[], guards: readonly Guard[]): string {
  const groups = [...new Set(attacks.map(({ group }) => group))]
  return [
    INTRODUCTION,
    ...groups.map((group) =>
      section(
        group,
        attacks.filter((attack) => attack.group === group),
      ),
    ),
    '## Sabotage\n\n`npm run sabotage` removes each of these guards in turn, in a copy, and demands that the test goes red.',
    table(
      ['guard', 'file', 'test that goes red'],
      guards.map(({ guard, file, red }) => [guard, `\`${file}\``, `\`${basename(red.file)}\`: ${red.test}`]),
    ),
  ].join('\n\n')
}

function section(group: string, attacks: readonly NamedAttack[]): string {
  const rows = attacks.map((named) => {
    const { title, playbook, expected } = named.attack
    const { reason, status, error } = expected
    return [
      `\`${named.id}\``,
      title,
      playbook,
      refusedBy(named),
      reason ?? '',
      [status, error].join(' ').trim(),
    ]
  })
  return `## ${group}\n\n${table(['id', 'what it does', 'clause', 'refused by', 'reason (audit)', 'wire'], rows)}`
}

/** The service, and the file of the line that says no. */
function refusedBy(named: NamedAttack): string {
  const { by } = named.attack.expected
  const file = refusingLine(named)?.file
  return file === undefined ? by : `${by}: [${basename(file)}](../${file})`
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
