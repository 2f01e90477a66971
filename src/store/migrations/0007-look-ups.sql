-- What was scanned for: the plan that takes a run back, and the newest entry about the configuration.

create index plan_undoes_idx on howdah.plan ((body ->> 'undoes')) where body ->> 'undoes' is not null;
create index audit_configuration_idx on howdah.audit (seq) where body like '%"kind":"config.changed"%';
