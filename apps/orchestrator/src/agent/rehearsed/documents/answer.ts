import * as z from 'zod'
import { numbered, unreadable } from '../answer.ts'
import type { Step } from '../conversation.ts'
import { excerpt, summary } from '../excerpt.ts'
import type { DocumentIntent } from '../intent.ts'
import { documentsIn, listedBy } from '../items.ts'
import { Document, labelOf } from './documents.ts'

const Read = z.object({ document: Document, content: z.string() })
const Shared = z.object({ shared: z.object({ name: z.string(), with: z.string(), role: z.string() }) })
const Deleted = z.object({ deleted: z.object({ name: z.string() }) })

/** What came of it: what the result says, and nothing that it does not say. */
export function documentAnswer(intent: DocumentIntent, step: Step): string {
  const data = 'done' in step.end ? step.end.done : undefined
  switch (intent.kind) {
    case 'search':
      return listing(documentsIn(listedBy(step)), intent.query)
    case 'read':
    case 'summarise': {
      const read = Read.safeParse(data)
      if (!read.success) return unreadable(data)
      const { document, content } = read.data
      if (content.trim() === '') return `“${document.name}” is empty.`
      if (intent.kind === 'read') return `“${document.name}” says:\n\n${excerpt(content)}`
      return summary(document.name, content, intent.about)
    }
    case 'share': {
      const shared = Shared.safeParse(data)
      if (!shared.success) return unreadable(data)
      const { name, with: who, role } = shared.data.shared
      return `Done: ${who} may now ${role === 'write' ? 'read and change' : 'read'} “${name}”.`
    }
    case 'delete': {
      const deleted = Deleted.safeParse(data)
      return deleted.success ? `Done: “${deleted.data.deleted.name}” is deleted.` : unreadable(data)
    }
  }
}

export function notFound(name: string, nearby: readonly Document[]): string {
  const others = nearby.length === 0 ? '' : ` These mention it:\n\n${numbered(nearby.map(labelOf))}`
  return `I found no document called “${name}” that you can read.${others}`
}

function listing(documents: readonly Document[], query: string | undefined): string {
  const topic = query === undefined ? '' : ` about “${query}”`
  if (documents.length === 0) return `I found no documents${topic} that you can read.`
  const count = documents.length === 1 ? 'one document' : `${documents.length} documents`
  return `I found ${count}${topic}:\n\n${numbered(documents.map(labelOf))}\n\nSay “read the first one” to open one.`
}
