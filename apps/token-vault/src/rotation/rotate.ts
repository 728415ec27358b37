import { Unsealable, type VaultCipher } from '../envelope/vault-cipher.ts'
import type { Keks } from '../kek/keks.ts'
import type { LinkStore, Owner, Rewrap, StoredLink } from '../store/link-store.ts'

/** Rows in one transaction: small, so that a call never waits long for its turn. */
const BATCH = 200
/** Unwrappings at one time: Azure Key Vault throttles. */
const AT_ONCE = 20

export interface RotationParts {
  store: LinkStore
  cipher: VaultCipher
  keks: Keks
}

export interface RotationResult {
  kekId: string
  /** True when an earlier rotation had not come to its end, and this one finished it first. */
  resumed: boolean
  rewrapped: number
  /** Rows that their own key does not open: altered by somebody. They are left as they are. */
  unsealable: Owner[]
}

/**
 * Goes over to a new key-encryption key: makes it, and wraps every row's data key with it. The tokens are not opened,
 * and calls go on meanwhile. A row that is refreshed or removed at the same time is left to whoever was faster. It can
 * be killed at any moment: all there is to know is in the rows, and the next one goes on where it ended.
 *
 * @param progress called with how many rows are done
 * @throws KekUnavailable, DatabaseUnavailable: run it again
 */
export async function rotate(
  { store, cipher, keks }: RotationParts,
  progress: (rewrapped: number) => void = () => {},
): Promise<RotationResult> {
  let rewrapped = 0
  const report = (rows: number) => progress((rewrapped += rows))
  const current = await keks.current()
  const behind = (await store.usage()).some(({ kekId }) => kekId !== current)
  if (behind) {
    const unsealable = await rewrapAll({ store, cipher }, current, report)
    // Nothing but altered rows was behind: they must not keep a key from being replaced.
    if (rewrapped > 0) return { kekId: current, resumed: true, rewrapped, unsealable }
  }
  const kekId = await keks.renew()
  const unsealable = await rewrapAll({ store, cipher }, kekId, report)
  return { kekId, resumed: false, rewrapped, unsealable }
}

/** Until a walk through the rows finds nothing more to do: a call may have sealed one under the old key meanwhile. */
async function rewrapAll(
  { store, cipher }: Pick<RotationParts, 'store' | 'cipher'>,
  kekId: string,
  report: (rows: number) => void,
): Promise<Owner[]> {
  for (;;) {
    const unsealable: Owner[] = []
    let found = 0
    let after: Owner | undefined
    for (;;) {
      const links = await store.sealedUnderOther(kekId, BATCH, after)
      after = links.at(-1)?.owner
      if (after === undefined) break
      const changes = await rewrapEach(cipher, links, kekId)
      unsealable.push(...links.filter((_, index) => changes[index] === undefined).map(({ owner }) => owner))
      found += changes.filter((change) => change !== undefined).length
      report(await store.rewrap(changes.filter((change) => change !== undefined)))
    }
    if (found === 0) return unsealable
  }
}

async function rewrapEach(
  cipher: VaultCipher,
  links: readonly StoredLink[],
  kekId: string,
): Promise<(Rewrap | undefined)[]> {
  const done: (Rewrap | undefined)[] = []
  for (let start = 0; start < links.length; start += AT_ONCE) {
    const some = links.slice(start, start + AT_ONCE)
    done.push(...(await Promise.all(some.map((link) => rewrapOne(cipher, link, kekId)))))
  }
  return done
}

async function rewrapOne(
  cipher: VaultCipher,
  { sealed, owner, provider, generation }: StoredLink,
  kekId: string,
): Promise<Rewrap | undefined> {
  try {
    const { wrappedKey } = await cipher.rewrap(sealed, owner, provider, generation, kekId)
    return { owner, generation, fromKekId: sealed.kekId, kekId, wrappedKey }
  } catch (error) {
    if (error instanceof Unsealable) return undefined
    throw error
  }
}
