/** Without this role pg_stat_activity hides other roles' activity (manual, predefined roles); pg_monitor has it. */
export const seesSessions = `pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')`
