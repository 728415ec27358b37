import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Reader } from '../access.ts'
import { ocsfEvent } from '../export/ocsf-event.ts'
import type { Reads } from '../reads.ts'
import type { Events, StoredEvent } from '../store/events.ts'
import { FILTERS, type Filters } from '../store/filters.ts'
import { readInput } from './read-input.ts'

const PAGE = 500
const Query = z.strictObject({ ...FILTERS, format: z.enum(['jsonl', 'ocsf']).default('jsonl') })
const FORMS: Readonly<Record<'jsonl' | 'ocsf', (event: StoredEvent) => string>> = {
  // The line that was sealed, byte for byte: whoever has the log's first record on can verify it.
  jsonl: ({ line }) => line,
  ocsf: (event) => JSON.stringify(ocsfEvent(event)),
}

/** `GET /api/export`: oldest first, as many as there are at this moment, in the memory of one page. */
export function exportRoute(app: FastifyInstance, { events, reads }: { events: Events; reads: Reads }): void {
  app.get('/api/export', { config: { scopes: ['Audit.Read'] } }, async (request, reply) => {
    const { format, ...filters } = readInput(Query, request.query)
    const reader = reads.reader(request, filters)
    reads.record(request, reader, `export ${format}`, filters)
    const upTo = await events.last()
    reply.header('content-type', 'application/x-ndjson; charset=utf-8')
    reply.header('content-disposition', `attachment; filename="audit-trail.${format}.jsonl"`)
    return reply.send(
      Readable.from(pages(events, reader, filters, { upTo, form: FORMS[format] }), { objectMode: false }),
    )
  })
}

async function* pages(
  events: Events,
  reader: Reader,
  filters: Filters,
  { upTo, form }: { upTo: number; form: (event: StoredEvent) => string },
): AsyncGenerator<string> {
  for (let after = 0; ;) {
    const page = await events.after(reader, filters, { after, upTo, limit: PAGE })
    if (page.length > 0) yield page.map((event) => `${form(event)}\n`).join('')
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}
