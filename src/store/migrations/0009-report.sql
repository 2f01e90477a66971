-- Reports and alerts: each is claimed before it is posted, and has its ts afterwards.

create table howdah.report (
  key text primary key,
  at timestamptz not null default clock_timestamp(),
  ts text
);

grant select, insert, update on howdah.report to :role;
