-- When the process that posts and watches last showed that it lives: a frozen one keeps its lock.

create table howdah.leader (
  single boolean primary key default true check (single),
  at timestamptz not null
);
insert into howdah.leader (at) values (clock_timestamp());

grant select, update on howdah.leader to :role;
