import { memoryRevocations, type Subject, type Whose } from '@chain-of-trust/auth-core'
import * as z from 'zod'
import { KEPT, type RevocationStore } from '../revocations.ts'
import { script, type Link } from './link.ts'
import type { Links } from './links.ts'

/**
 * KEYS: the list (a sorted set: subject, and the instant as its score). ARGV: instant, subject, instant before which
 * nothing is kept, channel, message. A later instant stays where an earlier one arrives late. The order is for a server
 * that is full: it adds nothing as the first write of a script, and what it refuses all the same was published.
 */
const REVOKE = script(`
redis.call('PUBLISH', ARGV[4], ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])
redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])
`)

/**
 * KEYS: the mark, the list. ARGV: run of the server, now, instant before which nothing is kept, channel, message.
 * No mark of this run: what the list holds may be less than what was told, so everybody's older tokens are refused.
 */
const READ_ALL = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  redis.call('ZADD', KEYS[2], 'GT', ARGV[2], '*')
  redis.call('SET', KEYS[1], ARGV[1])
  redis.call('PUBLISH', ARGV[4], ARGV[5])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[3])
return redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
`)

/** KEYS: the list. ARGV: instant, subject, instant, subject, … */
const GIVE_BACK = script(`
for index = 1, #ARGV, 2 do redis.call('ZADD', KEYS[1], 'GT', ARGV[index], ARGV[index + 1]) end
`)

export const REVOCATION_SCRIPTS = [REVOKE, READ_ALL, GIVE_BACK]

/** In the place of a subject: everybody. No `tid oid` looks like it. */
const EVERYBODY = '*'
/** Subjects given back at once: a script keeps the server from everything else. */
const AT_ONCE = 500

/** With `before` a revocation, of everybody without `oid`; without it, caches are emptied. */
const Message = z.object({ tid: z.string(), oid: z.string().optional(), before: z.number().optional() })

/**
 * The revocations of all replicas of a service. Each has the whole list in memory and hears of every change; while it
 * does not, or cannot know whether it does, the list is not `known` and nobody is let in.
 * @param now epoch seconds
 */
export function sharedRevocations(
  links: Links,
  { prefix, tenant, now }: { prefix: string; tenant: string; now: () => number },
): RevocationStore {
  const [list, mark, channel] = [`${prefix}revocations`, `${prefix}revocations-of`, `${prefix}revoked`]
  const oldest = () => String(Math.floor(now() - KEPT))
  let complete = false
  let joined: Link | undefined
  const memory = memoryRevocations({
    known: () => complete && joined?.isLive() === true,
  })

  links.add({
    async join(link) {
      await link.subscribe(channel, (message) => hear(link, message))
      await giveBack(link)
      await readAll(link)
      // A change of policy may have been published while nobody of us listened.
      memory.flush({ tid: tenant })
      joined = link
    },
    async check(link) {
      if ((await link.run(['GET', mark])) !== link.serverRun) link.drop('the server lost its memory')
    },
  })

  return {
    ...memory,
    async revoke(subject, before) {
      // Here first: an outage must not keep the door open. Whoever told us hears of the outage, and tells us again.
      memory.revoke(subject, before)
      const instant = Math.ceil(before)
      const { tid, oid } = subject
      const message = JSON.stringify({ tid, oid, before: instant } satisfies z.infer<typeof Message>)
      const args = [String(instant), nameOf(subject), oldest(), channel, message]
      await links.current().runScript(REVOKE, [list], args)
    },
    async flush(whose) {
      memory.flush(whose)
      const { tid, oid } = whose
      await links
        .current()
        .run(['PUBLISH', channel, JSON.stringify({ tid, ...(oid === undefined ? {} : { oid }) })])
    },
    async caughtUp() {
      if (complete) return
      // What another replica acknowledged just before the transmitter told us that nothing is left.
      await readAll(links.current())
      complete = true
    },
    close: () => undefined,
  }

  async function readAll(link: Link): Promise<void> {
    const instant = Math.ceil(now())
    const message = JSON.stringify({ tid: tenant, before: instant } satisfies z.infer<typeof Message>)
    const args = [link.serverRun, String(instant), oldest(), channel, message]
    const rows = z.array(z.string()).parse(await link.runScript(READ_ALL, [mark, list], args))
    // The oldest first, as they come: it is the first to be forgotten when there are too many.
    for (let index = 0; index < rows.length; index += 2) take(rows[index]!, Number(rows[index + 1]))
  }

  function take(name: string, before: number): void {
    const [tid, oid] = name.split(' ')
    if (name === EVERYBODY) memory.revokeEverybody(before)
    else if (tid !== undefined && oid !== undefined) memory.revoke({ tid, oid }, before)
  }

  /** What this replica was told and acknowledged: a server that restarted may have lost it. */
  async function giveBack(link: Link): Promise<void> {
    const held = [...memory.entries()].flatMap(({ subject, before }) => [
      String(before),
      subject === undefined ? EVERYBODY : nameOf(subject),
    ])
    for (let start = 0; start < held.length; start += 2 * AT_ONCE)
      await link.runScript(GIVE_BACK, [list], held.slice(start, start + 2 * AT_ONCE))
  }

  function hear(link: Link, text: string): void {
    const { success, data } = Message.safeParse(parseJson(text))
    // What we do not understand may be a revocation: the whole list is read again.
    if (!success) return link.drop('an unreadable message on the channel of revocations')
    const { tid, oid, before } = data
    const whose: Whose = { tid, oid }
    if (before === undefined) return memory.flush(whose)
    if (oid !== undefined) return memory.revoke({ tid, oid }, before)
    memory.revokeEverybody(before)
    memory.flush(whose)
  }
}

function nameOf({ tid, oid }: Subject): string {
  return `${tid} ${oid}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
