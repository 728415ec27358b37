import * as z from 'zod'

/** A node of the Atlassian Document Format, as far as its text goes. */
interface Node {
  type: string
  text?: string | undefined
  content?: Node[] | undefined
}

export const Document: z.ZodType<Node> = z.object({
  type: z.string(),
  text: z.string().optional(),
  get content() {
    return z.array(Document).optional()
  },
})

/** Nodes that end a line. */
const BLOCKS = new Set(['paragraph', 'heading', 'listItem', 'blockquote', 'codeBlock', 'hardBreak', 'rule'])

/** Its text: paragraphs as lines; pictures, mentions and the like are left out. */
export function textOf(node: Node | null | undefined): string {
  if (node === null || node === undefined) return ''
  const inner = node.text ?? (node.content ?? []).map(textOf).join('')
  return BLOCKS.has(node.type) ? `${inner.trimEnd()}\n` : inner
}

/** Plain text as a document: one paragraph for each line. */
export function documentOf(text: string): object {
  const content = text
    .split(/\r?\n/)
    .map((line) => ({ type: 'paragraph', content: line === '' ? [] : [{ type: 'text', text: line }] }))
  return { type: 'doc', version: 1, content }
}
