import { setTimeout } from 'node:timers/promises'
import { SharedStateUnavailable, type Link } from './link.ts'

/** A part of the shared state. */
export interface Member {
  /** Prepares a new link, before anybody uses it. */
  join(link: Link): Promise<void>
  /** Asked again and again: throws when the server's memory is no longer what it was. */
  check?(link: Link): Promise<void>
}

export interface Links {
  /** The present link. @throws SharedStateUnavailable with the reason of the outage */
  current(): Link
  /** Adds a part, before `start`. */
  add(member: Member): void
  /** Connects, again and again; resolves with the first link, or after `patience`. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface LinksOptions {
  open: () => Promise<Link>
  onUp?: () => void
  /** Told of each failed try and of each loss. */
  onDown?: (reason: string) => void
  /** Milliseconds between two questions to a server that is well. */
  beat: number
  /** Milliseconds that `start` waits. */
  patience: number
}

/** Milliseconds before the first new try, and at most. */
const BACKOFF = 50
const MOST = 1000

/** One link at a time, and a new one after each loss, until stopped. */
export function createLinks(options: LinksOptions): Links {
  const members: Member[] = []
  const stopped = new AbortController()
  const { signal } = stopped
  let link: Link | undefined
  let reason = 'not connected yet'
  let running: Promise<void> | undefined

  return {
    current() {
      if (link?.isLive() === true) return link
      throw new SharedStateUnavailable(link === undefined ? reason : 'the server is silent')
    },
    add: (member) => void members.push(member),
    async start() {
      const first = Promise.withResolvers<void>()
      running = run(first.resolve)
      await Promise.race([first.promise, setTimeout(options.patience, undefined, { ref: false })])
    },
    async stop() {
      stopped.abort()
      link?.drop('the service ends')
      await running
    },
  }

  async function run(onFirst: () => void): Promise<void> {
    let delay = BACKOFF
    while (!signal.aborted) {
      try {
        const opened = await options.open()
        const heart = beat(opened)
        try {
          for (const member of members) await member.join(opened)
          if (signal.aborted) opened.drop('the service ends')
          link = opened
          options.onUp?.()
          onFirst()
          delay = BACKOFF
          throw await opened.lost
        } finally {
          link = undefined
          opened.drop('not joined')
          await heart
        }
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
        if (signal.aborted) return
        options.onDown?.(reason)
        await setTimeout(delay, undefined, { signal }).catch(() => undefined)
        delay = Math.min(delay * 2, MOST)
      }
    }
  }

  /** Keeps a silent link from being taken for a live one, and finds a memory that was emptied. */
  async function beat(opened: Link): Promise<void> {
    const ended = new AbortController()
    void opened.lost.then(() => ended.abort())
    while (!ended.signal.aborted) {
      await setTimeout(options.beat, undefined, { signal: ended.signal, ref: false }).catch(() => undefined)
      if (ended.signal.aborted) return
      try {
        await opened.run(['PING'])
        if (link === opened) for (const member of members) await member.check?.(opened)
      } catch (error) {
        opened.drop(error instanceof Error ? error.message : String(error), error)
      }
    }
  }
}
