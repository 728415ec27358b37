import { OrchestratorRefusal } from '../auth/orchestrator-refusal.ts'
import { waitsForLink } from '../operations/waiting.ts'
import type { Account } from '../wire/account.ts'
import type { Operation } from '../wire/operation.ts'
import { accountOf, isConnected } from './is-connected.ts'

interface LinkWatchOptions {
  accounts: () => Promise<readonly Account[]>
  /** @returns false: it could not be asked now, but later perhaps */
  resume: (operation: Operation) => Promise<boolean>
  /** Somebody can see this page. */
  visible: () => boolean
  /** Milliseconds. */
  now?: () => number
}

interface Watched {
  /** Whatever may go on by itself here. */
  operations: readonly Operation[]
  /** Those whose page was opened from here: the person is at it now. */
  opened: ReadonlySet<string>
}

const POLL = 2000
/** Once the page has expired that was opened, the person is hardly at it any more. */
const SELDOM = 30_000
/** After a failure. */
const PAUSE = 10_000

/**
 * Notices that an account was connected. The window in which that happens is cut off from this page (`noopener`),
 * and MCP has no message for it, so the account is asked for: every two seconds while the person is at it and
 * this page can be seen, and once whenever they come back.
 */
export class LinkWatch {
  readonly #options: Required<LinkWatchOptions>
  /** By operation, the account as it was when it was tried with: the same one again would change nothing. */
  readonly #tried = new Map<string, string>()
  #watched: Watched = { operations: [], opened: new Set() }
  #timer: ReturnType<typeof setTimeout> | undefined
  #looking: Promise<number> | undefined

  constructor(options: LinkWatchOptions) {
    this.#options = { now: Date.now, ...options }
  }

  /** What there is to look after from now on. */
  watch(watched: Watched): void {
    this.#watched = watched
    if (this.#timer === undefined) this.#again(POLL)
  }

  /** Now, and not twice at a time. */
  async look(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    this.#again(await this.#looking)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#watched = { operations: [], opened: new Set() }
  }

  #waiting(): Operation[] {
    return this.#watched.operations.filter(
      (operation) => waitsForLink(operation) && Date.parse(operation.expiresAt) > this.#options.now(),
    )
  }

  #again(delay: number): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const opened = this.#waiting().filter(({ id }) => this.#watched.opened.has(id))
    if (opened.length === 0 || !this.#options.visible()) return
    const usable = opened.some(({ needs }) => !(Date.parse(needs?.urlExpiresAt ?? '') < this.#options.now()))
    this.#timer = setTimeout(() => void this.look(), usable ? delay : Math.max(delay, SELDOM))
  }

  /** @returns after how many milliseconds to look again */
  async #look(): Promise<number> {
    const waiting = this.#waiting()
    if (waiting.length === 0) return POLL
    try {
      const accounts = await this.#options.accounts()
      for (const operation of waiting.filter((one) => isConnected(one, accounts))) {
        const { linkedAt, scopes } = accountOf(operation, accounts) ?? {}
        const as = JSON.stringify([linkedAt, scopes, operation.needs?.scopes])
        if (this.#tried.get(operation.id) === as) continue
        // One after the other: each is a call of its own.
        // oxlint-disable-next-line no-await-in-loop
        if (!(await this.#options.resume(operation))) return PAUSE
        this.#tried.set(operation.id, as)
      }
      return POLL
    } catch (error) {
      // The card stays, with its button; nothing is lost by not knowing.
      const asked = error instanceof OrchestratorRefusal ? (error.retryAfter ?? 0) * 1000 : 0
      return Math.max(PAUSE, asked)
    }
  }
}
