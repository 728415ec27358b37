import type { Auth } from '../auth/auth.ts'
import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import type { Failure } from '../failure/failure.ts'
import { failureOf } from '../failure/failure-of.ts'
import type { Operation } from '../wire/operation.ts'
import { failureOfAttempt } from './failure-of-attempt.ts'
import { meetChallenge, meetUnattended, needsNoPerson, type Met } from './meet-challenge.ts'
import { operationsApi } from './operations-api.ts'
import { waitsForLink } from './waiting.ts'

/** What the page is doing about one operation, or why that did not work. */
export interface Attempt {
  /** `linking`: a fresh page to connect an account is asked for. */
  phase: 'idle' | 'confirming' | 'resuming' | 'cancelling' | 'linking'
  failure?: Failure
}

export interface DeskState {
  operations: readonly Operation[]
  /** By operation. */
  attempts: Readonly<Record<string, Attempt>>
  /** Operations whose page to connect an account was opened from this tab. */
  opened: ReadonlySet<string>
  /** The list has come, once at least. */
  loaded: boolean
  /** Why the list did not come. */
  failure: Failure | undefined
}

interface DeskOptions {
  auth: Pick<Auth, 'fetch' | 'stepUp' | 'renew'>
  /** Tells the person's other tabs that something has changed. */
  announce?: () => void
  /** As `DeskState.opened`, from before a reload. */
  opened?: Iterable<string>
  /** Milliseconds. */
  now?: () => number
}

/** Between the clicks of a double click. A window that was closed can be opened again after it. */
const DOUBLE_CLICK = 1000
const POLL = 1000

/**
 * The person's parked operations: what waits, what runs, what has ended, and the way to go on. The state is
 * the server's; this only asks, so that a second tab, a reload or a double click cannot run anything twice.
 */
export class OperationDesk {
  readonly #options: Required<Omit<DeskOptions, 'opened'>>
  readonly #api: ReturnType<typeof operationsApi>
  readonly #listeners = new Set<() => void>()
  readonly #met: Met = new Map()
  /** Attempts by operation, counted: one that another has overtaken falls silent. */
  readonly #turns = new Map<string, number>()
  readonly #began = new Map<string, number>()
  #state: DeskState
  #polling: ReturnType<typeof setTimeout> | undefined

  constructor({ opened = [], ...options }: DeskOptions) {
    const nothing = { operations: [], attempts: {}, loaded: false, failure: undefined }
    this.#state = { ...nothing, opened: new Set(opened) }
    this.#options = { announce: () => {}, now: Date.now, ...options }
    this.#api = operationsApi(options.auth.fetch)
  }

  readonly snapshot = (): DeskState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly load = async (): Promise<void> => {
    try {
      this.#set({ operations: await this.#api.list(), loaded: true, failure: undefined })
    } catch (error) {
      this.#set({ failure: failureOf(error) })
    }
    this.#pollWhileRunning()
  }

  /** Has the person confirm, then lets the same call go on. Call it in a click: it may open a window. */
  readonly resume = async (operation: Operation): Promise<void> => {
    const { id } = operation
    const { phase } = this.#state.attempts[id] ?? { phase: 'idle' }
    const now = this.#options.now()
    if (phase === 'resuming' || phase === 'cancelling') return
    if (now - (this.#began.get(id) ?? -Infinity) < DOUBLE_CLICK) return
    this.#began.set(id, now)
    await this.#goOn(operation, async () =>
      meetChallenge(this.#options.auth, await this.#asListed(operation), this.#met),
    )
  }

  /** As `resume`, if that takes no person; else nothing. It never opens a window. */
  readonly resumeUnattended = async (operation: Operation): Promise<void> => {
    if (!needsNoPerson(operation) || this.#turns.has(operation.id)) return
    await this.#goOn(operation, async () => {
      if (!(await meetUnattended(this.#options.auth, operation, this.#met))) throw new PersonNeeded()
    })
  }

  /**
   * As `resume`, without a click: the account that it waits for is connected, by all that can be seen from here.
   * @returns false: it could not be asked now, but later perhaps
   */
  readonly resumeLinked = async (operation: Operation): Promise<boolean> => {
    const { phase } = this.#state.attempts[operation.id] ?? { phase: 'idle' }
    if (phase !== 'idle') return false
    return this.#goOn(operation, async () => {})
  }

  /** The page to connect an account was opened. What the person does there, this page is never told. */
  readonly opened = ({ id }: Operation): void => {
    this.#set({ opened: new Set([...this.#state.opened, id]) })
    // Why the last try did not work is beside the point now.
    if (this.#state.attempts[id]?.phase === 'idle') this.#note(id)
  }

  /** Asks for a fresh page to connect the account, in the place of one that has expired. It opens nothing. */
  readonly renewLink = async (operation: Operation): Promise<void> => {
    const { id } = operation
    const { phase } = this.#state.attempts[id] ?? { phase: 'idle' }
    if (phase !== 'idle') return
    const turn = this.#nextTurn(id)
    this.#note(id, { phase: 'linking' })
    try {
      const { url, expiresAt } = await this.#api.connect(id)
      if (this.#turns.get(id) !== turn) return
      const now = this.#listed(id) ?? operation
      // It may have gone on meanwhile, in another tab: then nothing is asked of the person any more.
      if (waitsForLink(now)) this.#put({ ...now, needs: { ...now.needs!, url, urlExpiresAt: expiresAt } })
      this.#note(id)
    } catch (error) {
      if (this.#turns.get(id) !== turn) return
      const over = error instanceof OrchestratorRefusal && (await this.#look(operation, error))
      if (this.#turns.get(id) === turn) this.#note(id, over ? undefined : failedWith(error, operation))
    }
  }

  readonly cancel = async ({ id }: Operation): Promise<void> => {
    if (this.#state.attempts[id]?.phase === 'cancelling') return
    this.#nextTurn(id)
    this.#note(id, { phase: 'cancelling' })
    try {
      this.#put(await this.#api.cancel(id))
      this.#note(id)
    } catch (error) {
      this.#note(id, { phase: 'idle', failure: failureOf(error) })
      await this.load()
    }
    this.#options.announce()
  }

  /** Ends the polling. */
  readonly close = (): void => clearTimeout(this.#polling)

  async #goOn(operation: Operation, meet: () => Promise<void>): Promise<boolean> {
    const { id } = operation
    const turn = this.#nextTurn(id)
    const overtaken = (): boolean => this.#turns.get(id) !== turn
    let answered = true
    this.#note(id, { phase: 'confirming' })
    try {
      await meet()
      if (overtaken()) return false
      this.#note(id, { phase: 'resuming' })
      this.#put(await this.#api.resume(id))
      this.#note(id)
    } catch (error) {
      if (overtaken()) return false
      answered = error instanceof OrchestratorRefusal && error.status < 500 && error.status !== 429
      // How it stands is for the server to say; and before the button is there again: a click that answers the
      // challenge before this one would end the operation as a loop.
      const asks = error instanceof OrchestratorRefusal || error instanceof TypeError
      const over = asks && (await this.#look(operation, error))
      if (overtaken()) return false
      this.#note(id, over || error instanceof PersonNeeded ? undefined : failedWith(error, operation))
    }
    this.#pollWhileRunning()
    this.#options.announce()
    return answered
  }

  /**
   * What the conversation remembers of an operation may be the challenge before the last one: answered again, it
   * would end the operation as a loop. So one that was never listed is asked for first.
   */
  async #asListed(operation: Operation): Promise<Operation> {
    const listed = this.#listed(operation.id)
    if (listed !== undefined) return listed
    const now = await this.#api.get(operation.id)
    this.#put(now)
    return now
  }

  /** @returns true: it is over */
  async #look(operation: Operation, error: OrchestratorRefusal | TypeError): Promise<boolean> {
    const status = error instanceof OrchestratorRefusal ? error.status : undefined
    // Over, and no longer in the list either.
    if (status === 404 || status === 410) {
      const cancelled = error instanceof OrchestratorRefusal && error.error === 'operation_cancelled'
      this.#put({ ...operation, state: cancelled ? 'cancelled' : 'expired' })
      return true
    }
    await this.#api.get(operation.id).then(
      (now) => this.#put(now),
      () => {},
    )
    return false
  }

  #listed(id: string): Operation | undefined {
    return this.#state.operations.find((operation) => operation.id === id)
  }

  #pollWhileRunning(): void {
    clearTimeout(this.#polling)
    const running = this.#state.operations.filter(({ state }) => state === 'running')
    if (running.length === 0) return
    this.#polling = setTimeout(() => {
      const asked = running.map(({ id }) => this.#api.get(id).then((now) => this.#put(now)))
      void Promise.allSettled(asked).then(() => this.#pollWhileRunning())
    }, POLL)
  }

  #nextTurn(id: string): number {
    const turn = (this.#turns.get(id) ?? 0) + 1
    this.#turns.set(id, turn)
    return turn
  }

  #put(operation: Operation): void {
    const others = this.#state.operations.filter(({ id }) => id !== operation.id)
    this.#set({ operations: [operation, ...others] })
  }

  #note(id: string, attempt?: Attempt): void {
    const { [id]: _, ...others } = this.#state.attempts
    this.#set({ attempts: attempt === undefined ? others : { ...others, [id]: attempt } })
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/** Only a window would help, and nobody has clicked. */
class PersonNeeded extends Error {}

function failedWith(error: unknown, operation: Operation): Attempt {
  return { phase: 'idle', failure: failureOfAttempt(error, operation) }
}
