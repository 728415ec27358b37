import type { Tool } from '@modelcontextprotocol/client'
import { jsonSchema, type JSONSchema7, type Schema } from 'ai'

type Arguments = Record<string, unknown>

/** Words that only a model would read: the classic place to hide an instruction in a tool's definition. */
const PROSE = new Set(['title', 'description', '$comment', 'examples', 'default'])
/** Keywords whose members are named by the server: there, `title` is an argument, not prose. */
const NAMED = new Set(['properties', '$defs', 'definitions', 'patternProperties'])

/** A tool's arguments, as the server describes them, without prose. The MCP server validates, not we. */
export function inputSchemaOf(tool: Pick<Tool, 'inputSchema'>): Schema<Arguments> {
  return jsonSchema<Arguments>(withoutProse(tool.inputSchema) as JSONSchema7)
}

/** For a tool whose server cannot be asked now: any arguments; the call will tell why it cannot be made. */
export const ANY_INPUT: Schema<Arguments> = jsonSchema<Arguments>({ type: 'object' })

function withoutProse(schema: unknown, named = false): unknown {
  if (Array.isArray(schema)) return schema.map((part) => withoutProse(part))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => named || !PROSE.has(key))
      .map(([key, value]) => [key, withoutProse(value, !named && NAMED.has(key))]),
  )
}
