/**
 * One schema for SQLite and PostgreSQL. Times are milliseconds since the epoch, scopes a JSON array. `link` names a
 * person by tenant and object id; the account's name is what the person sees on the page of connected accounts. A row
 * lives until the person ends the link and the provider has revoked it.
 */
export const LINK_STEPS = [
  `create table link (
    tid text not null, oid text not null, client text not null,
    provider text not null, state text not null, generation bigint not null,
    account_id text not null, account_name text not null, scopes text not null, expires_at bigint not null,
    kek_id text not null, wrapped_key bytea not null, ciphertext bytea not null,
    linked_at bigint not null, refreshed_at bigint, last_used_at bigint,
    retry_attempts bigint, retry_at bigint,
    lease_holder text, lease_until bigint,
    primary key (tid, oid, client)
  )`,
  // Rotation and `vault status` ask by it.
  'create index link_kek on link (kek_id, tid, oid, client)',
  'create index link_lease on link (lease_until) where lease_until is not null',
  `create index link_revoking on link (retry_at) where state = 'revoking'`,
]
