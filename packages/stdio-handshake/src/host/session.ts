import type { Readable } from 'node:stream'
import { dpopProof } from '@chain-of-trust/auth-core/dpop-client'
import { Answer, frameLine, VERSION, type Accepted, type Hello } from '../frames.ts'
import type { HandshakeError } from '../handshake-error.ts'
import type { CredentialNeed, GreetOptions, HostSession } from './greet.ts'
import type { FromServer } from './from-server.ts'
import { brokenBy, refusedByServer } from './host-failure.ts'
import { ToServer } from './to-server.ts'

/** Seconds before the lease is over at which it is renewed, and a tenth of a shorter lease. */
const AHEAD = 60
/** Seconds until a failed renewal is tried again, as long as the present credential still serves. */
const PAUSE = 5

/** One server, one person, one key. */
export class PipeSession implements HostSession {
  readonly toServer: ToServer
  readonly fromServer: Readable
  readonly ended: Promise<void>
  readonly #options: GreetOptions
  readonly #server: FromServer
  readonly #broken = Promise.withResolvers<never>()
  readonly #now: () => number
  #nonce: string
  #accepted: Accepted | undefined
  /** Epoch seconds: tokens from before are no longer good. */
  #revokedBefore = 0
  /** Epoch seconds. */
  #renewAt = 0

  constructor(options: GreetOptions, server: FromServer, { nonce }: Hello) {
    this.#options = options
    this.#server = server
    this.#nonce = nonce
    this.#now = options.now ?? (() => Date.now() / 1000)
    this.fromServer = server.messages
    this.toServer = new ToServer(options.toServer, {
      due: () => (this.#now() < this.#renewAt ? undefined : () => this.#renewIfPossible()),
      onInjection: (error) => this.#break(error),
    })
    this.ended = Promise.race([server.ended, this.#broken.promise])
    this.ended.catch(() => options.toServer.end())
  }

  get expiresAt(): number {
    return this.#accepted?.expires_at ?? 0
  }

  get renewBefore(): number {
    return this.#accepted?.renew_before ?? 0
  }

  get scopes(): readonly string[] {
    return this.#accepted?.scopes ?? []
  }

  /** The first credential; from its acceptance on, MCP flows. */
  async begin(timeout: number): Promise<void> {
    await this.#present({}, timeout)
  }

  renew(): Promise<void> {
    return this.toServer.between(() => this.#renew())
  }

  revoked(at: number, event: string): Promise<void> {
    return this.toServer.between(async () => {
      const before = Math.ceil(at)
      this.#revokedBefore = Math.max(this.#revokedBefore, before)
      const proof = await this.#proof()
      const answer = await this.#ask({ stdio_handshake: VERSION, type: 'revoked', at: before, event, proof })
      if (answer.type !== 'noted') throw this.#unexpected(answer)
      this.#nonce = answer.nonce
      this.#renewAt = 0
    })
  }

  async #renewIfPossible(): Promise<void> {
    try {
      await this.#renew()
    } catch (error) {
      // While the present credential serves, messages are not held up by one attempt each. Once it does not, each
      // message may be the first one after a new sign-in.
      const now = this.#now()
      const stale = this.renewBefore <= now || (this.#accepted?.issued_at ?? 0) < this.#revokedBefore
      this.#renewAt = stale ? now : Math.min(now + PAUSE, this.renewBefore)
      this.#options.onRenewalFailed?.(error)
    }
  }

  async #renew(): Promise<void> {
    const newerThan = Math.max((this.#accepted?.issued_at ?? 0) + 1, this.#revokedBefore)
    await this.#present({ newerThan })
  }

  async #present(need: CredentialNeed, timeout?: number): Promise<void> {
    const { token } = await this.#options.credential(need)
    const accessToken = token.reveal()
    const proof = await this.#proof(accessToken)
    const frame = { stdio_handshake: VERSION, type: 'credential', access_token: accessToken, proof } as const
    const answer = await this.#ask(frame, timeout)
    if (answer.type !== 'accepted') throw this.#unexpected(answer)
    this.#nonce = answer.nonce
    this.#accepted = answer
    const lease = answer.renew_before - this.#now()
    this.#renewAt = answer.renew_before - Math.min(AHEAD, Math.max(0, lease / 10))
  }

  async #ask(frame: Parameters<typeof frameLine>[0], timeout?: number): Promise<Answer> {
    const answered = this.#server.frame(timeout)
    // Before it is written: an answer may come in the same moment. Whether it fails is asked below.
    answered.catch(() => undefined)
    await this.toServer.send(frameLine(frame))
    const { data } = Answer.safeParse(await answered)
    if (data === undefined) throw this.#break(brokenBy('server'))
    return data
  }

  #unexpected(answer: Answer): HandshakeError {
    if (answer.type !== 'refused') return this.#break(brokenBy('server'))
    const error = refusedByServer(answer)
    if (answer.nonce === undefined) return this.#break(error)
    this.#nonce = answer.nonce
    return error
  }

  /** Nothing more goes either way; the server hears it by the end of its stdin. */
  #break<E extends Error>(error: E): E {
    this.#broken.reject(error)
    this.#server.stop()
    return error
  }

  #proof(accessToken?: string): Promise<string> {
    const target = { method: 'STDIO', url: this.#options.expects.resource, nonce: this.#nonce }
    return dpopProof(this.#options.key, accessToken === undefined ? target : { ...target, accessToken })
  }
}
