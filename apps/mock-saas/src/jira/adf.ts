import * as z from 'zod'

/** A node of the Atlassian Document Format. Which may stand in which is not checked here. */
interface Node {
  type: string
  text?: string | undefined
  content?: Node[] | undefined
}

const Node: z.ZodType<Node> = z.looseObject({
  type: z.string().min(1),
  text: z.string().optional(),
  get content() {
    return z.array(Node).optional()
  },
})

/** A rich text: what Jira's version 3 takes and gives where version 2 had plain text. */
export const Adf = z.looseObject({ type: z.literal('doc'), version: z.literal(1), content: z.array(Node) })
export type Adf = z.infer<typeof Adf>

/** One paragraph for each line. */
export function adfOf(text: string): Adf {
  const content = text.split('\n').map((line) => ({
    type: 'paragraph',
    content: line === '' ? [] : [{ type: 'text', text: line }],
  }))
  return { type: 'doc', version: 1, content }
}

/** The words alone, a line for each paragraph: what a search looks through. */
export function textOf({ content }: Pick<Adf, 'content'>): string {
  return content.map((node) => node.text ?? textOf({ content: node.content ?? [] })).join(' ')
}
