import { migrate, type SqlDatabase } from '@chain-of-trust/service-kit'
import { createHash } from 'node:crypto'
import { inTurn } from '../state/in-turn.ts'
import { callDigest, type ApprovalLedger, type ApprovedCall } from './approval-ledger.ts'

// Digests only: the browser names the approval and the conversation, and its text is not for the database.
const STEPS = [
  `create table approval (
    digest text primary key, owner text not null, call text not null, used bigint not null, expires_at bigint not null
  )`,
  'create index approval_owner on approval (owner, expires_at)',
  'create index approval_over on approval (expires_at)',
]

export interface SqlLedgerOptions {
  /** Open ones of one person in one conversation: the oldest give way, and their calls then do not happen. */
  most?: number
  /** Milliseconds within which an answer counts. */
  ttl?: number
  /** Milliseconds since the epoch. */
  now?: () => number
}

/** Approvals in SQLite or PostgreSQL: asked by one replica, answered at another, or after a restart. */
export async function openApprovalLedger(
  database: SqlDatabase,
  { most = 100, ttl = 15 * 60_000, now = Date.now }: SqlLedgerOptions = {},
): Promise<ApprovalLedger> {
  await migrate(database, 'approval', STEPS)

  return {
    async open(id, call) {
      const owner = ownerOf(call)
      await inTurn(database, ['approval', owner], async (session) => {
        await session.run(
          `insert into approval (digest, owner, call, used, expires_at) values (?1, ?2, ?3, 0, ?4)`,
          digestOf([id]),
          owner,
          callDigest(call),
          now() + ttl,
        )
        await session.run(
          `delete from approval where owner = ?1 and digest not in (
             select digest from approval where owner = ?1 order by expires_at desc, digest limit ?2)`,
          owner,
          most,
        )
      })
    },
    async settle(id, call) {
      const digest = digestOf([id])
      const [row] = await database.all(
        'select owner, call from approval where digest = ?1 and expires_at > ?2',
        digest,
        now(),
      )
      if (row === undefined) return 'approval_unknown'
      // A stranger's attempt must not use up the owner's approval.
      if (row['owner'] !== ownerOf(call)) return 'approval_foreign'
      if (row['call'] !== callDigest(call)) return 'approval_changed'
      const settled = await database.run(
        'update approval set used = 1 where digest = ?1 and used = 0',
        digest,
      )
      return settled === 1 ? 'settled' : 'approval_reused'
    },
    async forget() {
      await database.run('delete from approval where expires_at <= ?1', now())
    },
  }
}

function ownerOf({ subject: { tid, oid }, conversation }: ApprovedCall): string {
  return digestOf([tid, oid, conversation])
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
