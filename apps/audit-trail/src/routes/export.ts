import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { ocsfEvent } from '../export/ocsf-event.ts'
import type { Reads } from '../reads.ts'
import type { Events, StoredEvent } from '../store/events.ts'
import { FILTERS } from '../store/filters.ts'
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
    const upTo = await events.last()
    const next = (after: number) => events.after(reader, filters, { after, upTo, limit: PAGE })
    // Before the answer begins: an outage is a 503 still, and on the record is only what was there to be taken away.
    const first = await next(0)
    reads.record(request, reader, `export ${format}`, filters)
    reply.header('content-type', 'application/x-ndjson; charset=utf-8')
    reply.header('content-disposition', `attachment; filename="audit-trail.${format}.jsonl"`)
    return reply.send(Readable.from(linesOf(first, next, FORMS[format]), { objectMode: false }))
  })
}

async function* linesOf(
  first: StoredEvent[],
  next: (after: number) => Promise<StoredEvent[]>,
  form: (event: StoredEvent) => string,
): AsyncGenerator<string> {
  for (let page = first; page.length > 0; page = await next(page.at(-1)!.id)) {
    yield page.map((event) => `${form(event)}\n`).join('')
    if (page.length < PAGE) return
  }
}
