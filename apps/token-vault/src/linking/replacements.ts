import { migrate, type SqlDatabase } from '@chain-of-trust/service-kit'
import type { Sealed, VaultCipher } from '../envelope/vault-cipher.ts'
import { KekUnavailable } from '../kek/keks.ts'
import type { Grant } from '../links/links.ts'
import type { Account } from '../providers/provider.ts'
import { newTicket, ticketDigest } from '../session/ticket.ts'
import type { Owner } from '../store/link-store.ts'

/** A grant for another account than the linked one, until the person has decided which one stays. */
export interface Replacement {
  owner: Owner
  grant: Grant
  /** The linked one that the question is about: the answer is good for no other. */
  before: Account
  /** The session in which it came. */
  sessionDigest: string
}

export interface Replacements {
  /** @returns the id for the question's page */
  create: (replacement: Replacement) => Promise<string>
  /** Without its tokens: for the page. */
  find: (
    id: string,
    sessionDigest: string,
  ) => Promise<(Omit<Replacement, 'grant'> & { grant: Shown }) | undefined>
  /** Finds and forgets in one step, in the session in which it came only. @throws Unsealable, KekUnavailable */
  take: (id: string, sessionDigest: string) => Promise<Replacement | undefined>
  /**
   * Finds and forgets those that nobody decided on. One that cannot be opened is not among them: it is an error
   * beside, and stays where it is while it may be opened later.
   */
  takeExpired: () => Promise<(Replacement | Error)[]>
}
type Shown = Omit<Grant, 'tokens'>

/**
 * Milliseconds. Shorter than an old key-encryption key is kept after a rotation: what was sealed before can be opened,
 * and given back when nobody decides.
 */
const LIFETIME = 4 * 60_000
/** No link has this generation: what is sealed here opens in no link's row, and a link's in none of these. */
const GENERATION = 0

/** Tokens are in `sealed` only. */
const STEPS = [
  `create table link_replacement (
    digest text primary key, session text not null, shown text not null, sealed text not null,
    expires_at bigint not null)`,
]

/** @param now epoch milliseconds */
export async function openReplacements(
  database: SqlDatabase,
  cipher: VaultCipher,
  now: () => number,
): Promise<Replacements> {
  await migrate(database, 'link_replacement', STEPS)

  async function unseal(row: Readonly<Record<string, unknown>>): Promise<Replacement> {
    const { owner, before, grant } = readShown(row)
    const tokens = await cipher.open(readSealed(String(row['sealed'])), owner, grant.provider, GENERATION)
    return { owner, before, grant: { ...grant, tokens }, sessionDigest: String(row['session']) }
  }

  /** Opened before it is forgotten: its tokens are nowhere else. @returns nothing when another process was faster */
  async function takeOne(row: Readonly<Record<string, unknown>>): Promise<Replacement | Error | undefined> {
    const opened = await unseal(row).catch((error: Error) => error)
    if (opened instanceof KekUnavailable) return opened
    const [ours] = await database.all(
      'delete from link_replacement where digest = ?1 returning digest',
      String(row['digest']),
    )
    return ours && opened
  }

  return {
    async create({ owner, before, grant: { tokens, ...shown }, sessionDigest }) {
      const id = newTicket()
      const sealed = await cipher.seal(tokens, owner, shown.provider, GENERATION)
      await database.run(
        'insert into link_replacement (digest, session, shown, sealed, expires_at) values (?1, ?2, ?3, ?4, ?5)',
        ticketDigest(id),
        sessionDigest,
        JSON.stringify({ owner, before, grant: shown }),
        writeSealed(sealed),
        now() + LIFETIME,
      )
      return id
    },
    async find(id, sessionDigest) {
      const [row] = await database.all(
        'select * from link_replacement where digest = ?1 and session = ?2 and expires_at > ?3',
        ticketDigest(id),
        sessionDigest,
        now(),
      )
      return row && { ...readShown(row), sessionDigest }
    },
    async take(id, sessionDigest) {
      const [row] = await database.all(
        'delete from link_replacement where digest = ?1 and session = ?2 and expires_at > ?3 returning *',
        ticketDigest(id),
        sessionDigest,
        now(),
      )
      return row && unseal(row)
    },
    async takeExpired() {
      const rows = await database.all('select * from link_replacement where expires_at <= ?1', now())
      const taken = await Promise.all(rows.map(takeOne))
      return taken.filter((one) => one !== undefined)
    },
  }
}

type Question = Pick<Replacement, 'owner' | 'before'> & { grant: Shown }

function readShown(row: Readonly<Record<string, unknown>>): Question {
  return JSON.parse(String(row['shown'])) as Question
}

function writeSealed({ kekId, wrappedKey, ciphertext }: Sealed): string {
  const [key, text] = [wrappedKey, ciphertext].map((bytes) => Buffer.from(bytes).toString('base64'))
  return JSON.stringify([kekId, key, text])
}

function readSealed(text: string): Sealed {
  const [kekId, key, ciphertext] = JSON.parse(text) as [string, string, string]
  return { kekId, wrappedKey: Buffer.from(key, 'base64'), ciphertext: Buffer.from(ciphertext, 'base64') }
}
