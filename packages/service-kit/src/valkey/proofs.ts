import { createHash, randomBytes } from 'node:crypto'
import { dpopNonces, Refusal, type DpopNonces, type ProofMemory } from '@chain-of-trust/auth-core'
import { script, SharedStateUnavailable, type Link } from './link.ts'
import type { Links } from './links.ts'

/** Seconds that the clocks of two replicas may differ: a proof must not be forgotten while one still takes it. */
const CLOCKS = 60
/** Milliseconds that a secret is used; the one of a server that is gone goes in the same way. */
const SECRET_KEPT = 24 * 60 * 60 * 1000

/** KEYS: the secret. ARGV: one to take where there is none, milliseconds. Returns the one that all share. */
const SHARE_SECRET = script(`
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])
`)

/**
 * KEYS: the secret, the proof. ARGV: the id of the secret that the proof's nonce was made with, milliseconds.
 * One step: a memory that was emptied in between has another secret, so no proof outlives the record of its use.
 */
const USE_PROOF = script(`
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 'nonce_required' end
if redis.call('SET', KEYS[2], '', 'NX', 'PX', ARGV[2]) then return 'first_use' end
return 'replayed'
`)

export const PROOF_SCRIPTS = [SHARE_SECRET, USE_PROOF]

interface SharedSecret {
  link: Link
  id: string
  nonces: DpopNonces
}

/** Nonces and used proofs of all replicas of a service (`ProofMemory`). @param now epoch seconds */
export function sharedProofs(links: Links, prefix: string, now: () => number): ProofMemory {
  let held: SharedSecret | undefined
  links.add({ join: async (link) => void (await share(link)) })

  return {
    nonce: () => orRefuse(() => current().nonces.issue()),
    use: (proof) =>
      orRefuse(async () => {
        let { link, id, nonces } = current()
        // A nonce that is strange to us may be of a secret that we have not heard of.
        if (proof.nonce === undefined || !nonces.accepts(proof.nonce)) {
          ;({ id, nonces } = await share(link))
          if (proof.nonce === undefined || !nonces.accepts(proof.nonce))
            return { outcome: 'nonce_required', nonce: nonces.issue() }
        }
        const kept = Math.max(1, Math.ceil((proof.expiresAt - now() + CLOCKS) * 1000))
        // `jti` is the caller's text, and the key is part of it: one client cannot burn another's.
        const digest = createHash('sha256').update(`${proof.jkt} ${proof.jti}`).digest('base64url')
        const keys = [secretOf(link), `${prefix}proof:${digest}`]
        const outcome = await link.runScript(USE_PROOF, keys, [id, String(kept)])
        if (outcome === 'first_use' || outcome === 'replayed') return { outcome }
        return { outcome: 'nonce_required', nonce: (await share(link)).nonces.issue() }
      }),
  }

  function current(): SharedSecret {
    const link = links.current()
    if (held?.link !== link) throw new SharedStateUnavailable('not joined')
    return held
  }

  /**
   * Of this run of the server: one that starts from a snapshot knows the secret of then, but not the proofs that
   * were used since.
   */
  function secretOf(link: Link): string {
    return `${prefix}nonce-secret:${link.serverRun}`
  }

  async function share(link: Link): Promise<SharedSecret> {
    const ours = `${randomBytes(9).toString('base64url')}.${randomBytes(32).toString('base64url')}`
    const shared = String(await link.runScript(SHARE_SECRET, [secretOf(link)], [ours, String(SECRET_KEPT)]))
    const [id, secret] = shared.split('.')
    if (id === undefined || secret === undefined) throw new SharedStateUnavailable('no secret for nonces')
    if (held?.link !== link || held.id !== id)
      held = { link, id, nonces: dpopNonces(Buffer.from(secret, 'base64url'), { now, ahead: CLOCKS }) }
    return held
  }
}

/** Reached or refused: never let in unrecorded. */
function orRefuse<Result>(work: () => Result): Result {
  const refuse = (error: unknown): never => {
    if (!(error instanceof SharedStateUnavailable)) throw error
    throw new Refusal('replay_memory_unavailable', { retryAfter: 1, detail: error.message, cause: error })
  }
  try {
    const result = work()
    return result instanceof Promise ? (result.catch(refuse) as Result) : result
  } catch (error) {
    return refuse(error)
  }
}
