-- Rows carry a signature by a key that is not in the database: without one a row is not Howdah's.

alter table howdah.plan add column signature text;
alter table howdah.approval add column signature text;
alter table howdah.break_glass add column signature text;
alter table howdah.review add column signature text;
alter table howdah.button add column signature text;
alter table howdah.audit add column signature text;
-- A signature counts once: a genuine entry cannot be written a second time.
alter table howdah.journal add column signature text unique;

-- Where unsigned rows end. Howdah's login reads this and cannot write it.
create table howdah.before_signing (
  single boolean primary key default true check (single),
  -- The newest entry of the record without a signature.
  audit_seq bigint not null,
  at timestamptz not null default clock_timestamp()
);
insert into howdah.before_signing (audit_seq) select coalesce(max(seq), 0) from howdah.audit;

-- Runs that had begun to act: their plans and their journals up to `journal_seq` count without a signature.
create table howdah.run_before_signing (
  run_id text primary key references howdah.run,
  journal_seq int not null
);
insert into howdah.run_before_signing (run_id, journal_seq)
  select run_id, max(seq) from howdah.journal join howdah.run on run.id = journal.run_id
  where run.ended_at is null group by run_id having bool_or(journal.kind = 'intent');

grant select on howdah.before_signing, howdah.run_before_signing to :role;

-- A row that somebody else wrote must not keep out the genuine one: whether a person has decided is asked of
-- the rows that count, while the plan is locked.
alter table howdah.approval drop constraint approval_pkey,
  add column id bigint generated always as identity primary key;
create index approval_plan_idx on howdah.approval (plan_id);
alter table howdah.review drop constraint review_pkey, drop constraint review_plan_id_fkey,
  add foreign key (plan_id) references howdah.plan,
  add column id bigint generated always as identity primary key;
create index review_plan_idx on howdah.review (plan_id);
alter table howdah.break_glass drop constraint break_glass_pkey,
  add column id bigint generated always as identity primary key;
create index break_glass_plan_idx on howdah.break_glass (plan_id);

-- A freeze is lifted by a row of its own, never by removing its row.
alter table howdah.freeze drop constraint freeze_pkey,
  add column id bigint generated always as identity primary key,
  add column signature text unique;
create index freeze_scope_idx on howdah.freeze (scope);

create table howdah.thaw (
  id bigint generated always as identity primary key,
  freeze_id bigint not null references howdah.freeze,
  person text not null,
  at timestamptz not null default clock_timestamp(),
  signature text not null
);
create index thaw_freeze_idx on howdah.thaw (freeze_id);

create trigger freeze_is_append_only before update or delete or truncate on howdah.freeze
  for each statement execute function howdah.refuse_change();
create trigger thaw_is_append_only before update or delete or truncate on howdah.thaw
  for each statement execute function howdah.refuse_change();

-- The database alone says when a row was written, so that whoever looks for forged rows may begin at the last look.
revoke insert on howdah.plan, howdah.approval, howdah.break_glass, howdah.review, howdah.journal, howdah.freeze from :role;
grant insert (id, change, cluster, body, fingerprint, requester, state, origin, expires_at, signature) on howdah.plan to :role;
grant insert (plan_id, person, name, decision, fingerprint, reason, via, signature) on howdah.approval to :role;
grant insert (plan_id, person, name, fingerprint, reason, via, signature) on howdah.break_glass to :role;
grant insert (plan_id, person, name, note, via, signature) on howdah.review to :role;
grant insert (run_id, seq, token, kind, step, detail, signature) on howdah.journal to :role;
grant insert (scope, person, name, reason, signature) on howdah.freeze to :role;
grant select, insert (freeze_id, person, signature) on howdah.thaw to :role;
revoke delete on howdah.freeze from :role;

-- What a button means never changes.
revoke update on howdah.button from :role;
grant update (rendering) on howdah.button to :role;

-- The next entry of the record is the one after the newest: a number far ahead would end the record.
create function howdah.follow_record() returns trigger language plpgsql as $$
declare
  newest bigint;
begin
  select coalesce(max(seq), 0) into newest from howdah.audit;
  if new.seq <> newest + 1 then
    raise exception 'entry % does not follow entry % of the record', new.seq, newest
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;

create trigger audit_follows before insert on howdah.audit
  for each row execute function howdah.follow_record();
