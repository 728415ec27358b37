/** Bicep as its formatter leaves it: two spaces, one item of an array or object a line. */
import { basename } from 'node:path'
import { Code, entriesOf, isAttributes, Template, type Attributes, type Value } from '../code.ts'

export interface Resource {
  symbol: string
  type: string
  /** Deployed only where this holds. */
  condition?: string
  properties: Attributes
}

export function printResource({ symbol, type, condition, properties }: Resource): string {
  const when = condition === undefined ? '' : `if (${condition}) `
  return `resource ${symbol} '${type}' = ${when}${printValue(properties)}`
}

export function printModule(symbol: string, path: string, params: Attributes): string {
  return `module ${symbol} '${path}' = ${printValue({ name: basename(path, '.bicep'), params })}`
}

/** @param type a Bicep type, or the properties of an object type */
export function printParameter(name: string, description: string, type: string | Attributes): string {
  const written = typeof type === 'string' ? type : printValue(type)
  return `@description(${printValue(description)})\nparam ${name} ${written}`
}

export function printOutput(name: string, type: string, value: Value): string {
  return `output ${name} ${type} = ${printValue(value)}`
}

/** `mcp-sharepoint` → `mcpSharepoint`. */
export function symbol(...names: readonly string[]): string {
  const words = names.flatMap((name) => name.split(/[^A-Za-z\d]+/))
  return words
    .map((word, index) =>
      index === 0 ? word[0]?.toLowerCase() + word.slice(1) : word[0]?.toUpperCase() + word.slice(1),
    )
    .join('')
}

export function printValue(value: Value, indent = ''): string {
  if (value instanceof Code) return value.text
  if (value instanceof Template) {
    const parts = value.parts.map((part) => (part instanceof Code ? `\${${part.text}}` : escape(part)))
    return `'${parts.join('')}'`
  }
  if (typeof value === 'string') return `'${escape(value)}'`
  if (typeof value !== 'object') return String(value)
  const inner = `${indent}  `
  if (isAttributes(value)) {
    const lines = entriesOf(value).map(([name, item]) => `${inner}${key(name)}: ${printValue(item, inner)}`)
    return lines.length === 0 ? '{}' : ['{', ...lines, `${indent}}`].join('\n')
  }
  if (value.length === 0) return '[]'
  return ['[', ...value.map((item) => `${inner}${printValue(item, inner)}`), `${indent}]`].join('\n')
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${escape(name)}'`
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${').replaceAll('\n', '\\n')
}
