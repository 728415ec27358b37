import { readRetryAfter, Refusal } from '@chain-of-trust/auth-core'
import type { MissingLink, Reach, TokenFetch, TokenSender } from '../tool-call.ts'
import type { AskVault, Loan } from './ask-vault.ts'
import type { LinkedResource } from './linked-resource.ts'

/** Thrown in a tool that has no token: the call ends, and is answered with what the person must do. */
export class LinkLost extends Error {
  override readonly name = 'LinkLost'
}

/**
 * The person's account at a provider, for one call: the token is held here and nowhere else, and goes when the call
 * does. Without a link there is no token, and `missing` says what the person is asked for.
 */
export class LinkedAccount implements Reach {
  readonly #resource: LinkedResource
  readonly #ask: AskVault
  readonly #sender: TokenSender
  #loan: Loan | undefined
  #missing: MissingLink | undefined
  #renewal: Promise<void> | undefined

  private constructor(resource: LinkedResource, ask: AskVault, sender: TokenSender) {
    this.#resource = resource
    this.#ask = ask
    this.#sender = sender
  }

  /**
   * @param sender makes the fetch that presents the provider's token
   * @throws Refusal of the vault
   */
  static async open(resource: LinkedResource, ask: AskVault, sender: TokenSender): Promise<LinkedAccount> {
    const account = new LinkedAccount(resource, ask, sender)
    await account.#turn()
    return account
  }

  get url(): string {
    return this.#resource.url
  }

  get missing(): MissingLink | undefined {
    return this.#missing
  }

  /** Presents the token; where the provider refuses it, asks once for another. The body must be replayable. */
  readonly send: TokenFetch = async (input, init) => {
    const loan = this.#loan
    if (loan === undefined) throw new LinkLost()
    const response = await this.#sender(loan.token)(input, init)
    if (response.status !== 401) return response
    // 401: the request was not carried out (RFC 9110 §15.5.2), so that even a POST may be sent again.
    await response.body?.cancel()
    const next = await this.#renewed(loan)
    return this.#sender(next.token)(input, init)
  }

  /**
   * What the provider says about our token is between it, the vault and us: a claims challenge of a stranger must
   * never reach the person as one of their own tenant.
   */
  readonly refusalIn = ({ status, headers }: Response): Promise<Refusal | undefined> => {
    const detail = `${this.#resource.provider} answered ${status}`
    if (status === 401) return Promise.resolve(new Refusal('exchange_misconfigured', { detail }))
    if (status !== 429 && status < 500) return Promise.resolve(undefined)
    const params = { detail, ...readRetryAfter(headers.get('retry-after')) }
    return Promise.resolve(new Refusal('resource_unavailable', params))
  }

  /** One request to the vault, however many of the tool's requests were refused at the same time. */
  async #renewed({ generation }: Loan): Promise<Loan> {
    if (this.#loan?.generation === generation) {
      this.#renewal ??= this.#turn(generation).finally(() => (this.#renewal = undefined))
      await this.#renewal
    }
    if (this.#loan === undefined) throw new LinkLost()
    return this.#loan
  }

  async #turn(rejected?: number): Promise<void> {
    const answer = await this.#ask(rejected)
    this.#loan = 'loan' in answer ? answer.loan : undefined
    this.#missing = 'needed' in answer ? { resource: this.#resource, needed: answer.needed } : undefined
  }
}

/** For a call whose person has said no to the link: it has nothing, and asks for nothing. */
export function declinedReach(resource: LinkedResource): Reach {
  return {
    url: resource.url,
    send: () => Promise.reject(new LinkLost()),
    refusalIn: () => Promise.resolve(undefined),
    missing: { resource, needed: 'declined' },
  }
}
