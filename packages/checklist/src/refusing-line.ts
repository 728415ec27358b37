/** Which line of the sources refuses an attack: found by the reason and the service, or by a row where that is not enough. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { repositoryRoot } from '@chain-of-trust/tooling'
import type { NamedAttack } from './load-attacks.ts'
import { auditTrail } from './refusing-lines/audit-trail.ts'
import { authCore } from './refusing-lines/auth-core.ts'
import { local } from './refusing-lines/local.ts'
import type { Row } from './refusing-lines/row.ts'
import { tiers } from './refusing-lines/tiers.ts'

/** Specific rows before those for a whole reason. */
export const ROWS: readonly Row[] = [...local, ...authCore, ...auditTrail, ...tiers]

export interface RefusingLine {
  /** From the root of the repository. */
  file: string
  /** From 1. */
  line: number
  /** The line itself, without its indentation. */
  code: string
}

/**
 * Where an attack is refused. Not from a stack trace: the services are other processes, and tell nobody. So it is read
 * from the sources, and a test holds that every attack has exactly one such line.
 * @throws Error when no line, or more than one, gives this reason: then a row is missing in `refusing-lines/`
 */
export function refusingLine({ id, group, attack: { expected } }: NamedAttack): RefusingLine | undefined {
  const reason = expected.reason ?? expected.error
  const name = `${group}/${id}`
  const row =
    ROWS.find(({ of }) => of.includes(name)) ??
    ROWS.find(({ of }) => reason !== undefined && of.includes(reason))
  if (row !== undefined) return lineWith(row)
  // Nothing is refused there: what the attack wants does not exist, and no line says no to it.
  if (NOTHING_TO_REFUSE.has(name)) return undefined
  const found = reason === undefined ? [] : raising(reason, expected.by, group)
  if (found.length !== 1) {
    const lines = found.map(({ file, line }) => `${file}:${line}`).join(', ')
    throw new Error(`${name}: ${found.length} lines of ${expected.by} refuse with ${reason} (${lines})`)
  }
  return found[0]!
}

/** What the agent does not obey, and a page that there is not: no code refuses them. */
export const NOTHING_TO_REFUSE = new Set([
  'account-linking/issue-as-instruction',
  'native-clients/device-code-entered-by-a-page',
])

/** @throws Error when the text has moved: it is not there, or not only there */
export function lineWith({ file, text }: Pick<Row, 'file' | 'text'>): RefusingLine {
  const found = linesOf(join(repositoryRoot, file)).flatMap((code, index) =>
    code.includes(text) ? [index] : [],
  )
  if (found.length !== 1) throw new Error(`${file} has ${found.length} lines with: ${text}`)
  return { file, line: found[0]! + 1, code: linesOf(join(repositoryRoot, file))[found[0]!]!.trim() }
}

/** What only names the reasons: the tables, and what puts them into words. */
const TABLES = [
  'refusal-reasons.ts',
  'entra-errors.ts',
  'tool-refusal.ts',
  'failure-kinds.ts',
  'handshake-error.ts',
  'sentences.ts',
]
const RAISES = /throw|return|Refus|Error\(|fail|end\(|reason:/i

/** The lines, in the service or below it, that refuse with this reason; the service's own, if there are any. */
function raising(reason: string, service: string, group: string): RefusingLine[] {
  const below = group === 'stdio-handshake' ? 'stdio-handshake' : 'mcp-kit'
  const found = globSync([`packages/{auth-core,${below}}/src/**/*.ts`, `apps/${service}/src/**/*.ts`], {
    cwd: repositoryRoot,
    exclude: ['**/*.test.ts', '**/*.fixture.ts'],
  })
    .toSorted()
    .filter(
      (file) =>
        !TABLES.includes(basename(file)) && (group === 'signals' || !file.includes('security-events')),
    )
    .flatMap((file) =>
      linesOf(join(repositoryRoot, file)).flatMap((code, index) =>
        code.includes(`'${reason}'`) && RAISES.test(code.replace(reason, ''))
          ? [{ file, line: index + 1, code: code.trim() }]
          : [],
      ),
    )
  const own = found.filter(({ file }) => file.startsWith('apps/'))
  return own.length > 0 ? own : found
}

const read = new Map<string, string[]>()

/** Read once, for some hundred attacks. */
function linesOf(path: string): string[] {
  const lines = read.get(path) ?? readFileSync(path, 'utf8').split('\n')
  read.set(path, lines)
  return lines
}
