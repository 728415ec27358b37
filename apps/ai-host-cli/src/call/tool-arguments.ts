import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'
import { printableLine } from '../printable.ts'

/** JSON Schema of a tool's input, as far as it is read here. */
export interface InputSchema {
  properties?: Record<string, unknown> | undefined
}

/**
 * The arguments of a call from the command line. A word is what the tool's schema says it is: `limit=5` a number where
 * the tool wants one, and text where it wants text.
 * @param words `key=value`
 * @param json an object; a word of the same name wins over its member
 * @throws CommandError (64)
 */
export function toolArguments(
  words: readonly string[],
  json: string | undefined,
  schema: InputSchema,
): Record<string, unknown> {
  const given = json === undefined ? {} : parseObject(json)
  return { ...given, ...Object.fromEntries(words.map((word) => toMember(word, schema))) }
}

function toMember(word: string, { properties = {} }: InputSchema): [string, unknown] {
  const equals = word.indexOf('=')
  if (equals < 1) throw usage(`An argument of a tool is written key=value; "${printableLine(word)}" is not`)
  const name = word.slice(0, equals)
  const text = word.slice(equals + 1)
  const property = Object.hasOwn(properties, name) ? (properties[name] as { type?: unknown }) : undefined
  if (property === undefined || property.type === 'string') return [name, text]
  try {
    return [name, JSON.parse(text) as unknown]
  } catch {
    throw usage(
      `${printableLine(name)} must be JSON (the tool's schema: ${printableLine(JSON.stringify(property))})`,
    )
  }
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    value = undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage('--json takes a JSON object')
  return value as Record<string, unknown>
}

const usage = (message: string) => new CommandError(EXIT.usage, message)
