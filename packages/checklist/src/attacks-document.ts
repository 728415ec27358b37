import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import type { Expected } from './attack.ts'
import type { NamedAttack } from './load-attacks.ts'
import type { Guard } from './sabotage/guard.ts'

const INTRODUCTION = `# Attacks

Each is one short file under \`packages/checklist/src/attacks\`, with a control: the same request without its twist,
which must be accepted. \`npm run attack\` runs them against the running system and against a lab, two services that
trust an issuer whose key is the attacker's. An attack counts as refused when the right service refuses it, the
wire tells no more than the registered code, and the audit log holds the precise reason.

Those under \`revocation\` end the sessions of Carol, Erin and Frank, who sign in again afterwards. Those under
\`account-linking\` link and unlink the accounts of Alice and Bob. Those under \`stdio-handshake\` start the local server
as a process on a folder of their own; in the column “wire” is its exit code, or 0 where the session goes on.`

/** What only names the reason: the tables, and what puts them into words. */
const TABLES = ['refusal.ts', 'entra-errors.ts', 'tool-refusal.ts']

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
  const rows = attacks.map(({ id, attack: { title, playbook, expected } }) => {
    const { by, reason, status, error } = expected
    const where = reason === undefined ? by : `${by}: ${filesWith(expected)}`
    return [`\`${id}\``, title, playbook, where, reason ?? '', [status, error].join(' ').trim()]
  })
  return `## ${group}\n\n${table(['id', 'what it does', 'clause', 'refused by', 'reason (audit)', 'wire'], rows)}`
}

/** The sources, in the service or below it, that refuse with this reason. */
function filesWith({ by, reason }: Expected): string {
  const found = sourcesOf(by).filter(({ text }) => text.includes(`'${reason}'`))
  // What these call by a name of its own is its own.
  const itsOwn = by === 'mock-idp' || by === 'token-vault'
  const own = found.filter(({ file }) => !itsOwn || file.startsWith('apps/'))
  return (own.length > 0 ? own : found).map(({ file }) => `\`${basename(file)}\``).join(', ')
}

const sources = new Map<string, { file: string; text: string }[]>()

/** Of a service and what is below it; read once, for a hundred attacks on it. */
function sourcesOf(service: string): { file: string; text: string }[] {
  const known = sources.get(service)
  if (known !== undefined) return known
  const files = globSync(
    ['packages/{auth-core,mcp-kit,stdio-handshake}/src/**/*.ts', `apps/${service}/src/**/*.ts`],
    {
      cwd: repositoryRoot,
      exclude: ['**/*.test.ts', '**/*.fixture.ts'],
    },
  )
  const read = files
    .sort()
    .filter((file) => !TABLES.includes(basename(file)))
    .map((file) => ({ file, text: readFileSync(join(repositoryRoot, file), 'utf8') }))
  sources.set(service, read)
  return read
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
