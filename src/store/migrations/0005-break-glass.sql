-- Plans that one approver let run alone, and who looked at that afterwards. Rows are only ever inserted.

create table howdah.break_glass (
  plan_id text primary key references howdah.plan,
  person text not null,
  name text not null,
  fingerprint text not null,
  reason text not null,
  via text not null,
  at timestamptz not null default clock_timestamp()
);

create table howdah.review (
  plan_id text primary key references howdah.break_glass,
  person text not null,
  name text not null,
  note text not null,
  via text not null,
  at timestamptz not null default clock_timestamp()
);

create trigger break_glass_is_append_only before update or delete or truncate on howdah.break_glass
  for each statement execute function howdah.refuse_change();
create trigger review_is_append_only before update or delete or truncate on howdah.review
  for each statement execute function howdah.refuse_change();

grant select, insert on howdah.break_glass, howdah.review to :role;
