/** The tables, in the SQL that SQLite and PostgreSQL share. What was run once is never edited: append a step. */
export const STEPS = [
  `create table audit_log (
    name text primary key,
    -- SHA-256 of the public key that the first record names, and the key itself (DER, SPKI) once it was sent.
    key_id text not null,
    spki bytea,
    head_seq bigint not null,
    head_hash text not null
  )`,
  // The line is the record; the columns are copies to search by, which a verification holds against it.
  `create table audit_event (
    id bigint primary key,
    log text not null,
    seq bigint not null,
    time bigint not null,
    service text not null,
    event text not null,
    outcome text not null,
    reason text,
    tid text,
    oid text,
    client text,
    tool text,
    trace text,
    operation text,
    line text not null
  )`,
  'create unique index audit_event_place on audit_event (log, seq)',
  'create index audit_event_subject on audit_event (tid, oid, id)',
  'create index audit_event_trace on audit_event (trace, id)',
  'create index audit_event_operation on audit_event (operation, id)',
  'create index audit_event_reason on audit_event (reason, id)',
  'create index audit_event_client on audit_event (client, id)',
  'create index audit_event_time on audit_event (time)',
  `create table audit_checkpoint (
    log text not null, seq bigint not null, line text not null, primary key (log, seq)
  )`,
  'create table audit_arrival (last bigint not null)',
  'insert into audit_arrival (last) values (0)',
] as const
