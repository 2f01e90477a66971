-- Clones: each change of one is a row, and the newest that Howdah signed counts. A name may come again after the end.

create table howdah.clone (
  name text not null,
  revision int not null check (revision > 0),
  body jsonb not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null,
  primary key (name, revision)
);
create index clone_at_idx on howdah.clone (at);

create trigger clone_is_append_only before update or delete or truncate on howdah.clone
  for each statement execute function howdah.refuse_change();
create trigger clone_is_short before insert or update on howdah.clone
  for each row execute function howdah.refuse_bulk();

-- A login that may write a counter must not write one after which nothing can be written any more.
create function howdah.follow_clone() returns trigger language plpgsql as $$
declare
  newest int;
begin
  select coalesce(max(revision), 0) into newest from howdah.clone where name = new.name;
  if new.revision > newest + 1 then
    raise exception 'revision % does not follow revision % of clone %', new.revision, newest, new.name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger clone_follows before insert on howdah.clone
  for each row execute function howdah.follow_clone();

create function howdah.tell_clone() returns trigger language plpgsql as $$
begin
  perform pg_notify('howdah_clone', new.name);
  return null;
end
$$;
create trigger clone_is_told after insert on howdah.clone
  for each row execute function howdah.tell_clone();

grant select, insert (name, revision, body, signature) on howdah.clone to :role;
