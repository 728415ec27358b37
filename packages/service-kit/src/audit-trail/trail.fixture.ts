import { ChainedRecord } from '@chain-of-trust/auth-core'
import { expect } from 'vitest'

const BEFORE_FIRST = '0'.repeat(64)

/** audit-trail by its contract: it takes what continues its head, and tells its head. */
export function createTrail() {
  const trail = {
    away: false,
    status: 200,
    requests: 0,
    lines: new Map<string, string[]>(),
    checkpoints: [] as string[],
  }
  const headOf = (log: string) => {
    const last = trail.lines.get(log)?.at(-1)
    const { seq, hash } = last === undefined ? {} : ChainedRecord.parse(JSON.parse(last))
    return seq === undefined ? null : { seq, hash }
  }
  const take = (log: string, text: string) => {
    const held = trail.lines.get(log) ?? []
    for (const line of text.split('\n').slice(0, -1)) {
      const { seq, prev, hash } = ChainedRecord.parse(JSON.parse(line))
      if (held[seq] === line) continue
      if (seq < held.length) return 'forked'
      if (seq > held.length) return 'gap'
      if (prev !== (headOf(log)?.hash ?? BEFORE_FIRST)) return 'forked'
      trail.lines.set(log, held)
      held.push(line)
      expect(hash).toHaveLength(64)
    }
    return undefined
  }
  const fetch = (input: string, { method, body }: RequestInit): Promise<Response> => {
    trail.requests += 1
    if (trail.away) return Promise.reject(new TypeError('fetch failed'))
    if (trail.status !== 200) {
      return Promise.resolve(new Response(null, { status: trail.status, headers: { 'retry-after': '1' } }))
    }
    const [, log = '', checkpoints] = /\/api\/logs\/([^/]+)(\/checkpoints)?$/.exec(input) ?? []
    const text = body === undefined ? '' : Buffer.from(body as Uint8Array).toString()
    if (method === 'GET') return Promise.resolve(Response.json({ log, head: headOf(log), checkpoint: null }))
    if (checkpoints !== undefined) {
      trail.checkpoints.push(...text.trimEnd().split('\n'))
      return Promise.resolve(Response.json({ checkpoint: 0 }))
    }
    const error = take(log, text)
    const answer = { ...(error === undefined ? {} : { error }), head: headOf(log) }
    return Promise.resolve(Response.json(answer, { status: error === undefined ? 200 : 409 }))
  }
  return { trail, fetch }
}
