import type { ModelMessage } from 'ai'
import type { PolicyTool } from '../mcp-servers.ts'

/**
 * What the person is asked, in words: the policy's title and the arguments, with the names of documents where
 * the conversation knows them. An id says nothing to a person, and what the model would say about its own call
 * is not evidence.
 */
export function approvalReason(tool: PolicyTool, input: unknown, messages: readonly ModelMessage[]): string {
  const names = namesIn(messages)
  const what = Object.entries(typeof input === 'object' && input !== null ? input : {}).map(
    ([key, value]) => {
      const name = typeof value === 'string' ? names.get(value) : undefined
      return name === undefined ? `${key} ${JSON.stringify(value)}` : `“${name}”`
    },
  )
  return [tool.title, what.join(', ')].filter(Boolean).join(': ')
}

/** Id → name, from every tool result of the conversation; the latest name counts. */
function namesIn(messages: readonly ModelMessage[]): Map<string, string> {
  const names = new Map<string, string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('id' in value && 'name' in value && typeof value.id === 'string' && typeof value.name === 'string') {
      names.set(value.id, value.name)
    }
    Object.values(value).forEach(visit)
  }
  for (const message of messages) {
    for (const part of message.role === 'tool' ? message.content : []) {
      if (part.type === 'tool-result' && part.output.type === 'json') visit(part.output.value)
    }
  }
  return names
}
