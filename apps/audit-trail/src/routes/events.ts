import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Reads } from '../reads.ts'
import type { Events, StoredEvent } from '../store/events.ts'
import { FILTERS } from '../store/filters.ts'
import type { Traces } from '../store/traces.ts'
import type { Event } from '../wire.ts'
import { EventId, limit, readInput } from './read-input.ts'

const EventQuery = z.strictObject({ ...FILTERS, before: EventId.optional(), limit: limit(500, 50) })
const TraceQuery = z.strictObject({ before: EventId.optional(), limit: limit(100, 20) })

export const eventOnTheWire = ({ id, log, seq, record }: StoredEvent): Event => ({ id, log, seq, record })

/** `GET /api/events` and `GET /api/traces`: one's own records, an auditor everybody's; newest first. */
export function eventRoutes(
  app: FastifyInstance,
  { events, traces, reads }: { events: Events; traces: Traces; reads: Reads },
): void {
  const options = { config: { scopes: ['Audit.Read'] } }

  app.get('/api/events', options, async (request, reply) => {
    const { before, limit: most, ...filters } = readInput(EventQuery, request.query)
    const reader = reads.reader(request, filters)
    if (reader.oid === undefined) reads.record(request, reader, 'events', filters)
    const found = await events.newest(reader, filters, { before, limit: most + 1 })
    const page = found.slice(0, most).map(eventOnTheWire)
    return reply.send({ events: page, next: found.length > most ? page.at(-1)!.id : null })
  })

  app.get('/api/traces', options, (request) => {
    const query = readInput(TraceQuery, request.query)
    const reader = reads.reader(request)
    if (reader.oid === undefined) reads.record(request, reader, 'traces')
    return traces.newest(reader, query)
  })
}
