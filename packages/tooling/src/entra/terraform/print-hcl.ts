/** HCL as `terraform fmt` leaves it: two spaces, and `=` in one column among lines that follow each other. */
import { Code, entriesOf, isAttributes, Template, type Attributes, type Value } from '../code.ts'

export interface Block {
  type: string
  labels: readonly string[]
  comment?: string
  attributes?: Attributes
  blocks?: readonly Block[]
}

/** A whole file. */
export function printHcl(blocks: readonly Block[]): string {
  return `${blocks.map((block) => printBlock(block, '').join('\n')).join('\n\n')}\n`
}

function printBlock(
  { type, labels, comment, attributes = {}, blocks = [] }: Block,
  indent: string,
): string[] {
  const head = [type, ...labels.map((label) => JSON.stringify(label)), '{'].join(' ')
  const inner = `${indent}  `
  const lines = printAttributes(attributes, inner)
  const nested = blocks.flatMap((block, index) => [
    ...(index > 0 || lines.length > 0 ? [''] : []),
    ...printBlock(block, inner),
  ])
  return [
    ...(comment === undefined ? [] : [`${indent}# ${comment}`]),
    `${indent}${head}`,
    ...lines,
    ...nested,
    `${indent}}`,
  ]
}

/** A value of several lines stands alone between empty lines, so that it moves no column. */
function printAttributes(attributes: Attributes, indent: string): string[] {
  const entries = entriesOf(attributes).map(([name, value]) => ({
    name: /^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name),
    value: printValue(value, indent),
  }))
  const groups: (typeof entries)[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last === undefined || [entry, last[0]].some((one) => one?.value.includes('\n'))) groups.push([entry])
    else last.push(entry)
  }
  return groups.flatMap((group, index) => {
    const width = Math.max(...group.map(({ name }) => name.length))
    const lines = group.map(({ name, value }) => `${indent}${name.padEnd(width)} = ${value}`)
    return index === 0 ? lines : ['', ...lines]
  })
}

function printValue(value: Value, indent: string): string {
  if (value instanceof Code) return value.text
  if (value instanceof Template) {
    const parts = value.parts.map((part) => (part instanceof Code ? `\${${part.text}}` : escape(part)))
    return `"${parts.join('')}"`
  }
  if (typeof value === 'string') return `"${escape(value)}"`
  if (isAttributes(value)) return ['{', ...printAttributes(value, `${indent}  `), `${indent}}`].join('\n')
  if (typeof value !== 'object') return String(value)
  const items = value.map((item) => printValue(item, `${indent}  `))
  const line = `[${items.join(', ')}]`
  if (line.length <= 90 && !line.includes('\n')) return line
  return ['[', ...items.map((item) => `${indent}  ${item},`), `${indent}]`].join('\n')
}

/** Of a quoted string; `${` and `%{` would begin an expression. */
function escape(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('${', '$${').replaceAll('%{', '%%{')
}
