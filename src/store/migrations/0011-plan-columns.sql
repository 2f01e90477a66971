-- What was approved is never changed: of a plan only where it stands.

revoke update on howdah.plan from :role;
grant update (state, outcome, ending, revision, ended_at, reminded_at) on howdah.plan to :role;
