-- The record. Nobody but the owner role could change it, and the chain and its anchors would show it.

create table howdah.audit (
  seq bigint primary key check (seq > 0),
  -- Canonical JSON of { v, seq, at, kind, actor, subject, detail }: what is hashed, byte for byte.
  body text not null,
  -- SHA-256 in hex of the entry before; 64 zeros for the first one.
  prev text not null check (prev ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);

create trigger audit_is_append_only before update or delete or truncate on howdah.audit
  for each statement execute function howdah.refuse_change();

grant select, insert on howdah.audit to :role;
