/**
 * The servers of the live tests: self-managed servers as a careful operator sets servers up, or (vitest
 * project `managed`) the same files once more as on a managed service. Project `failpoints` uses self-
 * managed servers, and kills at each point; the projects of the other majors kill behind one act.
 */
import { forMajor, major } from '#test/support/majors'
import type { TestServer } from '#test/support/postgres'

export interface Profile {
  readonly settings: Readonly<Record<string, string>>
  readonly cluster: Readonly<Record<string, unknown>>
  readonly prepare: (server: TestServer, database: string) => Promise<void>
  /** Selects the failpoints at which processes are killed. */
  readonly points: (all: readonly string[]) => readonly string[]
}

/** The login that observes. On 15 a login has the rights of the owners that it may become: there the acting one does not observe. */
export const observer = major >= 16 ? 'howdah' : 'observer'

const observing =
  observer === 'howdah'
    ? ''
    : `create role ${observer} login password '${observer}'; grant pg_monitor to ${observer};`

/** Without superusers; the owner's rights come only by SET ROLE. */
const roles = async (server: TestServer, memberOf: string): Promise<void> => {
  await server.run(
    'postgres',
    `do $$ begin
       create role app;
       create role howdah login password 'howdah';
       grant ${memberOf} to howdah;
       ${observing}
       ${forMajor('grant app to howdah with inherit false, set true')};
     exception when duplicate_object then null; end $$`,
  )
}

export const carefulRoles = (server: TestServer): Promise<void> =>
  roles(server, `pg_monitor, pg_signal_backend${major >= 17 ? ', pg_maintain' : ''}`)

export const carefully: Profile['prepare'] = async (server, database) => {
  await carefulRoles(server)
  await server.run(database, 'create extension if not exists pg_stat_statements')
}

const everyPoint: Profile = {
  settings: {},
  cluster: { credentials: { observe: `${observer}:${observer}`, ddl: 'howdah:howdah' } },
  prepare: carefully,
  points: all => all,
}

/** Before and behind each act, in the order of the steps. */
const aroundActs = (all: readonly string[]) =>
  all.filter(point => /^step \d+ (intent|acted)$/.test(point))

/** A kill around the first and around the last act, and at the end: the lab walks through all points. */
const ownServers: Profile = {
  ...everyPoint,
  points: all => {
    const acts = aroundActs(all)
    return [...new Set([...acts.slice(0, 2), ...acts.slice(-2), 'before end'])]
  },
}

/** What differs between the majors is what a kill leaves behind, not when it comes. */
const otherMajor: Profile = { ...everyPoint, points: all => aroundActs(all).slice(1, 2) }

/** No superuser to ask, no host to look at, no extension that the provider has not switched on. */
const managedService: Profile = {
  settings: { shared_preload_libraries: '' },
  cluster: { ...everyPoint.cluster, provider: 'rds' },
  prepare: server => roles(server, 'pg_monitor, pg_signal_backend'),
  // Rights differ here, timing does not: the other project walks through all failpoints.
  points: all => aroundActs(all).slice(0, 2),
}

const profiles: Readonly<Record<string, Profile>> = {
  managed: managedService,
  lab: everyPoint,
  majors: otherMajor,
}

export const profile = profiles[process.env['HOWDAH_PROFILE'] ?? ''] ?? ownServers
