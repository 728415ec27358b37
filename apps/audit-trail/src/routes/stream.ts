import { Readable } from 'node:stream'
import { concerns, type AccessToken, type Revocations } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { readerOf } from '../access.ts'
import type { Reads } from '../reads.ts'
import { FILTERS } from '../store/filters.ts'
import type { Store } from '../store/open-store.ts'
import { eventOnTheWire } from './events.ts'
import { EventId, readInput } from './read-input.ts'

export interface StreamOptions {
  store: Pick<Store, 'events' | 'arrivals'>
  reads: Reads
  revocations?: Revocations | undefined
  /** Epoch seconds. */
  now: () => number
  /** Milliseconds. */
  times?: Partial<typeof TIMES>
}

const TIMES = {
  /** What another replica took in is found by asking. */
  poll: 1000,
  heartbeat: 15_000,
  /** Whoever takes nothing for so long is cut; they come back with the id of the last event that they have. */
  stalled: 30_000,
}
const PAGE = 100
const MOST = 500
const MOST_OF_ONE = 8

const Query = z.strictObject({ ...FILTERS, after: EventId.optional() })
const LastEventId = z.object({ 'last-event-id': EventId.optional() })

interface Open {
  token: AccessToken
  /** Ends the stream, with the reason as its last event. */
  end(reason: string): void
  endIfRevoked(): void
}

/**
 * `GET /api/events/stream`: what a reader may see, as it comes in (server-sent events, read by a `fetch`: an EventSource
 * can prove no possession). Each page is asked for when the one before it has been taken, so nothing is held for a slow
 * reader. Who reads here is left out, unless `service=audit-trail` asks for it: a page that reads on every event would
 * make the next one.
 */
export function streamRoute(app: FastifyInstance, options: StreamOptions): void {
  const { store, reads, revocations, now } = options
  const times = { ...TIMES, ...options.times }
  const open = new Set<Open>()
  // A token that is revoked opens nothing, and what it had opened ends in the same step.
  revocations?.onFlush((whose) => {
    for (const stream of open) if (concerns(whose, stream.token)) stream.endIfRevoked()
  })
  app.addHook('preClose', (done) => {
    for (const stream of open) stream.end('closing')
    done()
  })

  app.get('/api/events/stream', { config: { scopes: ['Audit.Read'] } }, async (request, reply) => {
    const { after, ...filters } = readInput(Query, request.query)
    const { 'last-event-id': lastEventId } = readInput(LastEventId, request.headers)
    const token = request.getToken()
    const reader = reads.reader(request, filters)
    const ofOne = [...open].filter((stream) => concerns(token, stream.token))
    if (open.size >= MOST || ofOne.length >= MOST_OF_ONE)
      return reply.code(429).header('retry-after', '30').send({ error: 'too_many_streams' })
    if (reader.oid === undefined) reads.record(request, reader, 'stream', filters)

    const start = lastEventId ?? after ?? (await store.events.last())
    reply.header('content-type', 'text/event-stream; charset=utf-8')
    reply.header('x-accel-buffering', 'no')
    const stream = follow(
      token,
      (from) =>
        store.events.after(readerOf(token), filters, {
          after: from,
          limit: PAGE,
          withoutReads: filters.service === undefined,
        }),
      start,
    )
    return reply.send(stream)
  })

  function follow(
    token: AccessToken,
    read: (after: number) => ReturnType<Store['events']['after']>,
    start: number,
  ): Readable {
    const ended = new AbortController()
    let last = 'closing'
    const self: Open = {
      token,
      end(reason) {
        last = reason
        ended.abort()
      },
      endIfRevoked() {
        if (revocations?.known() === false) self.end('revocations_unknown')
        else if (token.issuedAt < (revocations?.revokedBefore(token) ?? -Infinity)) self.end('token_revoked')
      },
    }
    open.add(self)
    const expiry = setTimeout(() => self.end('token_expired'), Math.max(0, token.expiresAt - now()) * 1000)
    let stalled: NodeJS.Timeout | undefined

    async function* chunks(): AsyncGenerator<string> {
      let beaten = performance.now()
      yield `retry: 2000\n: after ${start}\n\n`
      for (let after = start; !ended.signal.aborted;) {
        const page = await read(after)
        // While the database answered, or where nobody called back.
        self.endIfRevoked()
        if (ended.signal.aborted) break
        if (page.length > 0) {
          after = page.at(-1)!.id
          yield page
            .map((event) => `id: ${event.id}\ndata: ${JSON.stringify(eventOnTheWire(event))}\n\n`)
            .join('')
        } else {
          await store.arrivals.wait(times.poll, ended.signal)
          if (performance.now() - beaten < times.heartbeat) continue
          yield ': \n\n'
        }
        beaten = performance.now()
      }
      yield `event: end\ndata: ${JSON.stringify({ reason: last })}\n\n`
    }

    async function* watched(): AsyncGenerator<string> {
      for await (const chunk of chunks()) {
        stalled = setTimeout(() => stream.destroy(new Error('the reader takes nothing')), times.stalled)
        yield chunk
        clearTimeout(stalled)
      }
    }

    const stream = Readable.from(watched(), { objectMode: false, highWaterMark: 1 })
    stream.once('close', () => {
      open.delete(self)
      clearTimeout(expiry)
      clearTimeout(stalled)
      ended.abort()
    })
    return stream
  }
}
