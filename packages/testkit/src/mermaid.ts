/** Whether a Mermaid diagram can be drawn: by Mermaid's own parser, without a browser. */
import DOMPurify from 'dompurify'

// Without a DOM there is no sanitizer, and the parser of flow charts asks for one. Nothing is drawn here, so nothing needs it.
Object.assign(DOMPurify, { addHook: () => undefined, sanitize: (text: string) => text })
const { default: mermaid } = await import('mermaid')

/** @returns what Mermaid's parser says of the diagram; undefined: it can be drawn */
export async function mermaidFault(diagram: string): Promise<string | undefined> {
  try {
    await mermaid.parse(diagram)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The text of each fenced block of the language `mermaid` in a Markdown document. */
export function mermaidDiagramsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].map(([, diagram = '']) => diagram)
}
