import { migrate, type SqlDatabase, type SqlValue } from '@chain-of-trust/service-kit'
import { COLUMNS, readRow, writeRow } from './link-row.ts'
import type { LinkStore, Owner, Rewrap } from './link-store.ts'
import { LINK_STEPS } from './schema.ts'

const OWNER = 'tid = ?1 and oid = ?2 and client = ?3'
const SAME = `${OWNER} and generation = ?4`
const SELECT = `select ${COLUMNS.join(', ')} from link`
const BEFORE_ALL: Owner = { tid: '', oid: '', client: '' }
/** The owner stays: COLUMNS starts with it. */
const SET = COLUMNS.slice(3).map((column, index) => `${column} = ?${index + 5}`)

/**
 * The link store over SQLite or PostgreSQL. Makes its tables when they are missing.
 * @param now milliseconds since the epoch; leases expire by it, so replicas need clocks that agree within a second
 */
export async function openLinkStore(database: SqlDatabase, now: () => number = Date.now): Promise<LinkStore> {
  await migrate(database, 'link', LINK_STEPS)
  const compareAndSwap = async (sql: string, owner: Owner, generation: number, values: SqlValue[]) =>
    (await database.run(sql, ...key(owner), generation, ...values)) === 1

  return {
    async find(owner) {
      const [row] = await database.all(`${SELECT} where ${OWNER}`, ...key(owner))
      return row === undefined ? undefined : readRow(row)
    },
    async list({ tid, oid }) {
      return (await database.all(`${SELECT} where tid = ?1 and oid = ?2 order by client`, tid, oid)).map(
        readRow,
      )
    },
    async insert(link) {
      const places = COLUMNS.map((_, index) => `?${index + 1}`).join(', ')
      const sql = `insert into link (${COLUMNS.join(', ')}) values (${places}) on conflict do nothing`
      return (await database.run(sql, ...writeRow(link))) === 1
    },
    async replace(owner, generation, link) {
      const same = key(owner).every((part, index) => part === key(link.owner)[index])
      if (!same || link.generation <= generation) {
        throw new Error('a link is replaced by a newer one of the same owner')
      }
      const sql = `update link set ${SET.join(', ')}, lease_holder = null, lease_until = null where ${SAME}`
      return (await database.run(sql, ...key(owner), generation, ...writeRow(link).slice(3))) === 1
    },
    async renew(owner, generation, { sealed, scopes, expiresAt, refreshedAt, generation: next }) {
      if (next <= generation) throw new Error('a refresh brings a higher generation')
      return compareAndSwap(
        `update link set generation = ?5, kek_id = ?6, wrapped_key = ?7, ciphertext = ?8, scopes = ?9,
          expires_at = ?10, refreshed_at = ?11, retry_attempts = null, retry_at = null,
          lease_holder = null, lease_until = null where ${SAME}`,
        owner,
        generation,
        [
          next,
          sealed.kekId,
          sealed.wrappedKey,
          sealed.ciphertext,
          JSON.stringify(scopes),
          expiresAt,
          refreshedAt,
        ],
      )
    },
    change(seen, { state, retry }) {
      const values: SqlValue[] = []
      const put = (column: string, value: string | number | null) => `${column} = ?${values.push(value) + 5}`
      const set = [
        ...(state === undefined ? [] : [put('state', state)]),
        ...(retry === undefined
          ? []
          : [put('retry_attempts', retry?.attempts ?? null), put('retry_at', retry?.at ?? null)]),
      ]
      if (set.length === 0) throw new Error('nothing to change')
      const sql = `update link set ${set.join(', ')} where ${SAME} and state = ?5`
      return compareAndSwap(sql, seen.owner, seen.generation, [seen.state, ...values])
    },
    remove: (owner, generation) => compareAndSwap(`delete from link where ${SAME}`, owner, generation, []),
    async used(owner, at) {
      await database.run(
        `update link set last_used_at = ?4 where ${OWNER} and (last_used_at is null or last_used_at < ?4)`,
        ...key(owner),
        at,
      )
    },
    lease: (owner, generation, holder, until) =>
      compareAndSwap(
        `update link set lease_holder = ?5, lease_until = ?6 where ${SAME}
          and (lease_holder is null or lease_holder = ?5 or lease_until <= ?7)`,
        owner,
        generation,
        [holder, until, now()],
      ),
    async release(owner, holder) {
      await database.run(
        `update link set lease_holder = null, lease_until = null where ${OWNER} and lease_holder = ?4`,
        ...key(owner),
        holder,
      )
    },
    async interrupted(limit) {
      const rows = await database.all(
        `${SELECT} where state = 'linked' and lease_until <= ?1 order by lease_until, tid, oid, client limit ?2`,
        now(),
        limit,
      )
      return rows.map(readRow)
    },
    async revoking(limit) {
      const rows = await database.all(
        `${SELECT} where state = 'revoking' and (retry_at is null or retry_at <= ?1)
          order by coalesce(retry_at, 0), tid, oid, client limit ?2`,
        now(),
        limit,
      )
      return rows.map(readRow)
    },
    async usage() {
      const rows = await database.all(
        'select kek_id, count(*) as rows from link group by kek_id order by kek_id',
      )
      return rows.map((row) => ({ kekId: String(row['kek_id']), rows: Number(row['rows']) }))
    },
    async sealedUnderOther(kekId, limit, after = BEFORE_ALL) {
      const rows = await database.all(
        `${SELECT} where (tid, oid, client) > (?1, ?2, ?3) and kek_id <> ?4 order by tid, oid, client limit ?5`,
        ...key(after),
        kekId,
        limit,
      )
      return rows.map(readRow)
    },
    async rewrap(changes) {
      if (database.dialect === 'postgresql') return rewrapAtOnce(database, changes)
      // No way to save, and for a list of values SQLite would look at every row.
      return database.transaction(async (session) => {
        let exchanged = 0
        for (const change of changes) {
          exchanged += await session.run(
            `update link set kek_id = ?6, wrapped_key = ?7 where ${SAME} and kek_id = ?5`,
            ...rewrapValues(change),
          )
        }
        return exchanged
      })
    },
    async count() {
      const [row] = await database.all('select count(*) as links from link')
      return Number(row?.['links'])
    },
  }
}

function key({ tid, oid, client }: Owner): [string, string, string] {
  return [tid, oid, client]
}

function rewrapValues({ owner, generation, fromKekId, kekId, wrappedKey }: Rewrap): SqlValue[] {
  return [...key(owner), generation, fromKekId, kekId, wrappedKey]
}

/** Of `rewrapValues`. PostgreSQL takes what stands in a list of values for text, unless it is told. */
const REWRAP_TYPES = ['text', 'text', 'text', 'bigint', 'text', 'text', 'bytea']

/** One statement: a round trip for each row would be most of the time. */
async function rewrapAtOnce(database: SqlDatabase, changes: readonly Rewrap[]): Promise<number> {
  if (changes.length === 0) return 0
  const rows = changes.map((_, row) => {
    const first = row * REWRAP_TYPES.length + 1
    return `(${REWRAP_TYPES.map((type, column) => `cast(?${first + column} as ${type})`).join(', ')})`
  })
  return database.run(
    `update link set kek_id = change.new_kek, wrapped_key = change.new_key
      from (values ${rows.join(', ')}) as change (tid, oid, client, generation, old_kek, new_kek, new_key)
      where link.tid = change.tid and link.oid = change.oid and link.client = change.client
        and link.generation = change.generation and link.kek_id = change.old_kek`,
    ...changes.flatMap(rewrapValues),
  )
}
