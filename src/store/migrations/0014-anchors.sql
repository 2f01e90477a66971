-- What the control database knows of the heads outside: a file or a channel that lost one is found by comparing.

create table howdah.anchor (
  id bigint generated always as identity primary key,
  -- A machine and its folder, or a channel; `*` begins anew after a restore.
  place text not null,
  seq bigint not null,
  hash text not null,
  -- Anchors that the file has up to this one.
  lines bigint not null,
  -- The message in the channel.
  ts text,
  signature text not null unique,
  at timestamptz not null default clock_timestamp()
);
create index anchor_place_idx on howdah.anchor (place, id);

create trigger anchor_is_append_only before update or delete or truncate on howdah.anchor
  for each statement execute function howdah.refuse_change();

grant select, insert (place, seq, hash, lines, ts, signature) on howdah.anchor to :role;

-- Whoever keeps anchors hears of each entry once the entry is committed, whichever process wrote it.
create function howdah.tell_entry() returns trigger language plpgsql as $$
begin
  perform pg_notify('howdah_entry', new.seq::text);
  return null;
end
$$;

create trigger audit_tells_entries after insert on howdah.audit
  for each row execute function howdah.tell_entry();
