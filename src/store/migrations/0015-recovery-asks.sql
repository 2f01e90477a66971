-- Recovery mode is ended by two people: who asked is kept, and an approver who is somebody else ends it.

create table howdah.recovery_ask (
  id bigint generated always as identity primary key,
  freeze_id bigint not null references howdah.freeze,
  person text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null
);
create index recovery_ask_freeze_idx on howdah.recovery_ask (freeze_id);

create trigger recovery_ask_is_append_only before update or delete or truncate on howdah.recovery_ask
  for each statement execute function howdah.refuse_change();

grant select, insert (freeze_id, person, signature) on howdah.recovery_ask to :role;
