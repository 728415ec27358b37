/** Polls for security events (RFC 8936): what a push did not bring, because one of the two sides was away. */
import { setTimeout } from 'node:timers/promises'
import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import { Secret } from '../secret.ts'
import { setErrorOf, type SecurityEventReceiver, type SetError } from './receiver.ts'

export interface SecurityEventPollOptions {
  receiver: SecurityEventReceiver
  /** Posts to the transmitter, with our own access token. */
  post: (init: RequestInit) => Promise<Response>
  /** Called when nothing is left to fetch for the first time; again, when it failed. */
  onCaughtUp: () => void | Promise<void>
  /** Told of each failure, and how many there were in a row; the next try comes by itself. */
  onFailed?: (error: unknown, failures: number) => void
  /** Milliseconds between two polls, as long as pushes do the work. */
  interval?: number
  /** Milliseconds after the first failure; doubled from one to the next, up to `interval`. */
  backoff?: number
}

export interface SecurityEventPoll {
  /** Resolves when it has stopped, the request under way included. */
  stop(): Promise<void>
}

/** Events asked for at once. */
const BATCH = 50
/** Milliseconds that a transmitter may take. */
const TIMEOUT = 10_000
/** Before the list of revocations is complete, nobody is served: then it does not wait longer than this. */
const IMPATIENT = 1000

const PollResponse = z.object({
  sets: z.record(z.string(), z.string()).default({}),
  moreAvailable: z.boolean().default(false),
})

interface Answers {
  ack: string[]
  setErrs: Record<string, SetError>
}

/**
 * Polls at once until nothing is left, then now and then for as long as the service runs: a push that was lost on
 * the way is not lost for good. An authorization server that is away is asked again, and harms nobody.
 */
export function pollSecurityEvents(options: SecurityEventPollOptions): SecurityEventPoll {
  const { receiver, post, onCaughtUp, onFailed, interval = 30_000, backoff = 100 } = options
  const stopped = new AbortController()
  let caughtUp = false
  const running = run()

  return {
    async stop() {
      stopped.abort()
      await running
    },
  }

  async function run(): Promise<void> {
    let delay = backoff
    let failures = 0
    while (!stopped.signal.aborted) {
      try {
        await drain()
        delay = backoff
        failures = 0
        if (!caughtUp) await onCaughtUp()
        caughtUp = true
        await pause(interval)
      } catch (error) {
        if (stopped.signal.aborted) return
        onFailed?.(error, (failures += 1))
        await pause(delay)
        delay = Math.min(delay * 2, caughtUp ? interval : IMPATIENT)
      }
    }
  }

  /** Until an answer is empty: by then the acknowledgement of everything before it has arrived too. */
  async function drain(): Promise<void> {
    let answers: Answers = { ack: [], setErrs: {} }
    for (;;) {
      const { sets, moreAvailable } = await request(answers)
      const received = Object.entries(sets)
      if (received.length === 0 && !moreAvailable) return
      const answered = new Set([...answers.ack, ...Object.keys(answers.setErrs)])
      // "More", and yet none that is new: a transmitter at odds with itself is not asked in a circle.
      if (received.every(([jti]) => answered.has(jti))) throw new Error('the transmitter sends nothing new')
      answers = { ack: [], setErrs: {} }
      for (const [jti, set] of received) await take(jti, set, answers)
    }
  }

  /** @throws what keeps us from storing it: then it is neither acknowledged nor refused */
  async function take(jti: string, set: string, answers: Answers): Promise<void> {
    try {
      await receiver.receive(new Secret(set))
      answers.ack.push(jti)
    } catch (error) {
      const refused = error instanceof Refusal ? setErrorOf(error) : undefined
      if (refused === undefined) throw error
      answers.setErrs[jti] = refused
    }
  }

  async function request({ ack, setErrs }: Answers): Promise<z.infer<typeof PollResponse>> {
    const body = { maxEvents: BATCH, returnImmediately: true, ack, setErrs }
    const response = await post({
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT)]),
    })
    if (response.ok) return PollResponse.parse(await response.json())
    await response.body?.cancel()
    throw new Error(`the transmitter of security events answered ${response.status}`)
  }

  /** Ends early at a stop. */
  function pause(milliseconds: number): Promise<void> {
    return setTimeout(milliseconds, undefined, { signal: stopped.signal }).catch(() => undefined)
  }
}
