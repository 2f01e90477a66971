import type { TestServer } from '#test/support/postgres'

/** Roles as a careful operator would give them: no superuser, the owner's rights only by SET ROLE. */
export const managedRoles = async (server: TestServer): Promise<void> => {
  await server.run(
    'postgres',
    `do $$ begin
       create role app;
       create role howdah login password 'howdah';
       grant pg_monitor, pg_signal_backend, pg_maintain to howdah;
       grant app to howdah with inherit false, set true;
     exception when duplicate_object then null; end $$`,
  )
}

export const carefully = async (server: TestServer, database: string): Promise<void> => {
  await managedRoles(server)
  await server.run(database, 'create extension if not exists pg_stat_statements')
}
