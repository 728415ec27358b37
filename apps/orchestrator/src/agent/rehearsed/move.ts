/** What the model does next: one tool call, or the end of its answer. */
export type Move =
  | { kind: 'call'; tool: string; input: Record<string, unknown> }
  | { kind: 'say'; text: string }

export function say(text: string): Move {
  return { kind: 'say', text }
}

export function call(tool: string, input: Record<string, unknown>): Move {
  return { kind: 'call', tool, input }
}
