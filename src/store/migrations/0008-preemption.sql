-- A plan that claims its whole cluster preempts the runs that share it.

-- For which plan a run makes way and since when, as { plan, at, fenced }; null when for none.
alter table howdah.run add column preempted jsonb;

-- False while it is waited for: nobody else takes it first.
alter table howdah.claim add column held boolean not null default true;

-- Whatever claims anything shares its cluster; runs of the version before did so without saying.
insert into howdah.claim (run_id, cluster, kind, key, label, mode)
  select distinct run_id, cluster, 'cluster', cluster, cluster, 'shared' from howdah.claim
  on conflict do nothing;
