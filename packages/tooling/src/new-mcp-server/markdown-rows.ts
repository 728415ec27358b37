/** Rows of tables, for people. The formatter puts the columns right. */
import { type NewServer, NewServerError, SINGLE, SOURCE } from './new-server.ts'

type Cells = readonly string[]

const cellsOf = (row: string): string[] => row.split('|').slice(1, -1)
const rowOf = (cells: Cells): string => `|${cells.map((cell) => ` ${cell.trim()} `).join('|')}|`
const isRow = (line: string): boolean => line.startsWith('|')
const naming = (name: string): RegExp => new RegExp(`(?<![\\w-])${name}(?![\\w-])`)

/** A copy of the line that begins so, behind it, in other words. */
export function addRow(text: string, beginning: string, words: (cells: Cells) => Cells | string): string {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.startsWith(beginning))
  if (at === -1) throw new NewServerError(`no line begins with ${beginning} any more`)
  const copy = words(cellsOf(lines[at]!))
  return lines.toSpliced(at + 1, 0, typeof copy === 'string' ? copy : rowOf(copy)).join('\n')
}

/** Which controls its own tests prove, behind the last server of the table. */
export function addProof(text: string, { name }: NewServer, controls: readonly string[]): string {
  const lines = text.split('\n')
  const last = lines.findLastIndex((line) => line.startsWith('| `mcp-'))
  if (last === -1) throw new NewServerError('no row begins with | `mcp- any more')
  return lines.toSpliced(last + 1, 0, rowOf([`\`${name}\``, controls.join(', ')])).join('\n')
}

/** Who talks to whom: as the source does without its proxy, and one more that the orchestrator talks to. */
export function addContainerRow(text: string, { name }: NewServer): string {
  const orchestrator = `\`${SINGLE}\`, \`token-vault\``
  const lines = text.split('\n').map((line) => {
    const isOrchestrator = isRow(line) && cellsOf(line)[1]?.includes('`orchestrator` (') === true
    return isOrchestrator ? line.replace(orchestrator, `\`${SINGLE}\`, \`${name}\`, \`token-vault\``) : line
  })
  if (!lines.some((line) => naming(name).test(line))) {
    throw new NewServerError(`the row of the orchestrator does not name ${orchestrator} any more`)
  }
  const row = lines.findIndex((line) => isRow(line) && cellsOf(line)[1]?.trim().startsWith(`\`${SOURCE}\``))
  if (row === -1) throw new NewServerError(`no row is about ${SOURCE} any more`)
  const copy = cellsOf(lines[row]!).with(1, `\`${name}\``)
  return lines.toSpliced(row + 1, 0, rowOf(copy)).join('\n')
}

/** The line of a table, or of a list, that is about it goes; a row about others only loses its name. */
export function removeRows(text: string, name: string): string {
  const own = new RegExp(
    `^(?:\\| *(?:\\d *)?\\|? *\\[?\`(?:apps/)?${name}\`| {2}${name}/| {4}\\w+\\[".*<br/>apps/${name}"\\]$)`,
  )
  return text
    .split('\n')
    .filter((line) => !own.test(line))
    .map((line) => (isRow(line) ? line.replace(new RegExp(`, \`${name}\`(?=[,;| ])`), '') : line))
    .join('\n')
}

/** The column of who reads a variable, wherever it names the source. */
export function addReaders(text: string, { name }: NewServer): string {
  const added = inReaders(text, (cell) => cell.replace(naming(SOURCE), `${SOURCE}, ${name}`))
  if (added === text) throw new NewServerError(`no variable is read by ${SOURCE} any more`)
  return added
}

export const removeReaders = (text: string, name: string): string =>
  inReaders(text, (cell) => cell.replace(new RegExp(`, ${name}(?![\\w-])`), ''))

function inReaders(text: string, change: (cell: string) => string): string {
  const lines = text.split('\n').map((line) => {
    const cells = isRow(line) ? cellsOf(line) : []
    const readers = cells[2]
    return cells.length !== 4 || readers === undefined || change(readers) === readers
      ? line
      : rowOf(cells.with(2, change(readers)))
  })
  return lines.join('\n')
}
