/** Facts about maintenance as plain data: all is well on `public.orders` until an override. */
import type { HorizonHolder } from '#cluster/facts/maintenance/horizon'
import type { MaintenanceFacts } from '#cluster/facts/maintenance/look'
import type { MaintainRight } from '#cluster/facts/maintenance/right'
import type { VacuumSettings } from '#cluster/facts/maintenance/settings'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'

const MB = 1_024 ** 2

export const settingsOf18: VacuumSettings = {
  autovacuum: true,
  values: {
    autovacuum_vacuum_threshold: 50,
    autovacuum_vacuum_scale_factor: 0.2,
    autovacuum_vacuum_max_threshold: 100_000_000,
    autovacuum_vacuum_insert_threshold: 1_000,
    autovacuum_vacuum_insert_scale_factor: 0.2,
    autovacuum_analyze_threshold: 50,
    autovacuum_analyze_scale_factor: 0.1,
    autovacuum_freeze_max_age: 200_000_000,
    autovacuum_multixact_freeze_max_age: 400_000_000,
    vacuum_failsafe_age: 1_600_000_000,
    vacuum_multixact_failsafe_age: 1_600_000_000,
  },
}

export const maintained = (more: Partial<MaintainedTable> = {}): MaintainedTable => ({
  oid: '16421',
  quoted: 'public.orders',
  owner: 'app',
  kind: 'table',
  parentOid: null,
  bytes: 80 * MB,
  indexBytes: 20 * MB,
  rows: 10_000,
  pages: 10_240,
  visiblePages: 10_240,
  frozenPages: 0,
  indexScans: 7,
  live: 10_000,
  dead: 0,
  inserted: 0,
  changed: 0,
  xidAge: 1_000,
  multixactAge: 0,
  options: {},
  lastVacuum: null,
  lastAnyVacuum: null,
  lastAnalyze: null,
  lastAnyAnalyze: null,
  lastAutoanalyze: null,
  ...more,
})

export const mayMaintain: MaintainRight = {
  maySetRole: true,
  ownerGrant: 'GRANT app TO howdah WITH INHERIT FALSE, SET TRUE',
  ownerSuperuser: null,
  maintains: 'act',
  grants: ['GRANT MAINTAIN ON TABLE public.orders TO act', 'GRANT pg_maintain TO act'],
}

export const holder = (more: Partial<HorizonHolder> = {}): HorizonHolder => ({
  label: 'pid 4711 (billing, idle in transaction for 12 min)',
  xids: 1_204,
  since: '1795435200000000',
  instead: 'End its transaction, or wait for it.',
  command: 'session terminate 4711 node=shop-1 started=1795435100000000 cluster=shop',
  lasting: true,
  ...more,
})

export const maintenanceFacts = (
  tables: readonly MaintainedTable[] = [maintained()],
  more: Partial<MaintenanceFacts> = {},
): MaintenanceFacts => ({
  node: 'shop-1',
  database: 'shop',
  version: 18,
  tables,
  settings: settingsOf18,
  horizon: [],
  work: new Map(),
  rights: new Map(tables.map(({ oid }) => [oid, mayMaintain])),
  maintainer: 'act',
  actor: 'act',
  named: null,
  unmaintained: null,
  ...more,
})
