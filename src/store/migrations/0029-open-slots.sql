-- Each process looks for slots that are not over, at every look: there are few, however many are.
create index slot_open_idx on howdah.slot (at) where body is null;

-- A slot whose plan is announced is told at the end of the plan, and not looked at before.
alter table howdah.slot add column announced_at timestamptz;
grant update (announced_at) on howdah.slot to :role;
