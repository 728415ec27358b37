import { presented, Refusal, type AccessToken } from '@chain-of-trust/auth-core'
import { EXIT } from '../exit-code.ts'
import { FrameSplitter, LineTooLong, LONGEST_FRAME, type Piece } from '../frame-splitter.ts'
import {
  foreignVersion,
  frameLine,
  HostFrame,
  parseFrame,
  VERSION,
  type Answer,
  type RevokedFrame,
} from '../frames.ts'
import type { HandshakeError } from '../handshake-error.ts'
import { Passage } from '../passage.ts'
import type { HandshakeOptions, HandshakeSession } from './accept-handshake.ts'
import { CredentialCheck, type Held } from './credential-check.ts'
import { asHandshakeError } from './explain-refusal.ts'
import { asFailure, failure, failureEntry, refused } from './failure.ts'
import { FirstLine } from './first-line.ts'
import { Lease } from './lease.ts'
import { LineOutput } from './line-output.ts'
import { sentenceFor } from './sentences.ts'

const LONGEST_MESSAGE = 4 * 1024 * 1024
/** Seconds by which the host's clock may be ahead in a notice. Milliseconds by mistake would lock the person out for good. */
const SKEW = 300

/** One process, one host, one person: reads stdin in order, so that what follows a frame is under its decision. */
export class ServerSession implements HandshakeSession {
  readonly messages = new Passage()
  readonly output: LineOutput
  readonly ended: Promise<void>
  readonly #options: HandshakeOptions
  readonly #now: () => number
  readonly #check: CredentialCheck
  /** Before the handshake, whatever comes is kept as long as a frame may be. */
  readonly #splitter = new FrameSplitter(LONGEST_FRAME)
  readonly #firstLine = new FirstLine()
  readonly #accepted = Promise.withResolvers<void>()
  readonly #late: NodeJS.Timeout
  #lease: Lease | undefined

  constructor(options: HandshakeOptions) {
    const { hello, output, timeout, now = () => Date.now() / 1000 } = options
    this.#options = options
    this.#now = now
    this.#check = new CredentialCheck({ ...options, now })
    this.output = new LineOutput(output)
    void this.output.frame(
      frameLine({
        stdio_handshake: VERSION,
        type: 'hello',
        versions: [VERSION],
        resource: hello.resource,
        issuer: hello.issuer,
        scopes_supported: [...hello.scopes],
        nonce: this.#check.nextNonce(),
        timeout,
      }),
    )
    const late = Promise.withResolvers<never>()
    this.#late = setTimeout(() => late.reject(failure('frame_missing', EXIT.late)), timeout * 1000)
    this.ended = Promise.race([this.#read(), late.promise]).catch((error: unknown) => this.#fail(error))
    // Whoever waits for it hears of it; before the handshake is done nobody can.
    this.ended.catch((error: unknown) => this.#accepted.reject(error))
  }

  /** @throws HandshakeError */
  accepted(): Promise<void> {
    return this.#accepted.promise
  }

  credential(): AccessToken {
    if (this.#lease === undefined) throw new Refusal('credential_missing')
    return this.#lease.enforce()
  }

  async #read(): Promise<void> {
    for await (const chunk of this.#options.input as AsyncIterable<Buffer>) {
      for (const piece of this.#splitter.push(chunk)) await this.#take(piece)
    }
    const rest = this.#splitter.end()
    if (rest?.frame === true) throw failure('frame_malformed')
    if (this.#lease === undefined) throw failure('frame_missing')
    if (rest !== undefined) await this.messages.pass(rest.bytes)
    this.messages.push(null)
  }

  async #take({ frame, bytes }: Piece): Promise<void> {
    if (frame) return this.#decide(bytes)
    if (this.#lease !== undefined) return this.messages.pass(bytes)
    if (!this.#firstLine.take(bytes)) return
    const answer = this.#firstLine.answer(sentenceFor('handshake_skipped'))
    if (answer === undefined) throw failure('frame_malformed')
    await this.output.frame(answer)
    throw failure('handshake_skipped')
  }

  async #decide(bytes: Buffer): Promise<void> {
    clearTimeout(this.#late)
    const json = parseFrame(bytes)
    if (foreignVersion(json)) throw failure('version_unsupported')
    const { data: frame } = HostFrame.safeParse(json)
    if (frame === undefined) throw failure('frame_malformed')
    if (frame.type === 'revoked') return this.#heed(frame)
    try {
      await this.#accept(await this.#check.credential(frame, this.#lease?.held))
    } catch (error) {
      // Only an outage leaves the session as it was. After any other refusal, whoever puts frames between somebody's
      // messages would have a second try.
      if (this.#lease === undefined || !(error instanceof Refusal) || error.status !== 503) throw error
      const failed = asHandshakeError(error)
      this.#record(failed)
      await this.#answer(refused(failed, this.#check.nextNonce()))
    }
  }

  async #accept(held: Held): Promise<void> {
    const { hello, senderConstraint, maxAge, onEvent, longestMessage = LONGEST_MESSAGE } = this.#options
    const lease = this.#lease ?? new Lease(held, { maxAge, now: this.#now })
    lease.replace(held)
    onEvent({
      event: 'token_accepted',
      outcome: 'success',
      ...presented(held.token, { senderConstraint }),
      diagnostics: { step: this.#step },
    })
    this.#lease = lease
    this.#splitter.longestMessage = longestMessage
    await this.#answer({
      stdio_handshake: VERSION,
      type: 'accepted',
      issued_at: held.token.issuedAt,
      expires_at: held.token.expiresAt,
      renew_before: lease.renewBefore,
      scopes: hello.scopes.filter((scope) => held.token.scopes.includes(scope)),
      nonce: this.#check.nextNonce(),
    })
    this.#accepted.resolve()
  }

  async #heed(frame: RevokedFrame): Promise<void> {
    const lease = this.#lease
    if (lease === undefined || frame.at > this.#now() + SKEW) throw failure('frame_unexpected')
    await this.#check.notice(frame, lease.held)
    lease.revoke(frame.at)
    const { tid, oid, clientId } = lease.held.token
    this.#options.onEvent({
      event: 'security_event',
      outcome: 'success',
      subject: { tid, oid },
      client: { app_id: clientId },
      diagnostics: { step: 'notice', event: frame.event, before: frame.at },
    })
    await this.#answer({ stdio_handshake: VERSION, type: 'noted', nonce: this.#check.nextNonce() })
  }

  get #step(): 'handshake' | 'renewal' {
    return this.#lease === undefined ? 'handshake' : 'renewal'
  }

  async #answer(frame: Answer): Promise<void> {
    await this.output.frame(frameLine(frame))
  }

  #record(failed: HandshakeError): void {
    this.#options.onEvent(failureEntry(failed, this.#step, this.#options.senderConstraint, this.#lease?.held))
  }

  /** The host hears of it, the log keeps it, and nothing more is read. */
  async #fail(error: unknown): Promise<never> {
    clearTimeout(this.#late)
    const first = error instanceof LineTooLong && this.#lease === undefined
    const failed = first ? failure('frame_too_long') : asFailure(error)
    try {
      this.#record(failed)
      throw failed
    } catch (last) {
      const told = last === failed ? failed : asFailure(last)
      await this.#answer(refused(told))
      throw told
    } finally {
      this.#options.input.destroy()
      this.messages.push(null)
    }
  }
}
