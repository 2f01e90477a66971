/** Doctor's facts about a database that lacks no right. */
import type { DatabaseAnswered, DatabaseSeen } from '#checks/databases'
import type { LoginRights, Owner } from '#cluster/facts/role/rights'
import { doctorOf } from '#commands/doctor'
import type { ClusterConfig } from '#model/configuration'
import { aboutShop, clusterOf } from '#test/support/commands/cluster'

export const held = { inherited: true, granted: true }
export const apart = { inherited: false, granted: true }
export const lacking = { inherited: false, granted: false }

const login = (name: string, more: Partial<LoginRights> = {}): LoginRights => ({
  login: name,
  quoted: name,
  superuser: false,
  mayLogIn: true,
  connects: true,
  becomes: null,
  inherits: false,
  monitors: held,
  signals: held,
  replicates: true,
  promotes: true,
  expired: null,
  temporary: true,
  uncallable: [],
  unreadable: [],
  unusable: [],
  settings: { uncallable: [], unreadable: [], granted: ['jit', 'work_mem'] },
  ...more,
})
export const act = login('act')
export const look = login('look')

export const owner: Owner = {
  owner: 'shop',
  quoted: 'shop',
  superuser: null,
  grantable: true,
  tables: 3,
  may: true,
  closed: [],
}

export const counted = {
  view: 'public.pg_stat_statements',
  loaded: true,
  columns: ['calls', 'total_exec_time'],
  grants: [],
  info: null,
}

export const answered = (more: Partial<DatabaseAnswered> = {}): DatabaseAnswered => ({
  kind: 'answered',
  cluster: aboutShop(),
  database: 'app',
  unreachable: [],
  quoted: 'app',
  uncounted: [],
  logins: [look, act],
  signIns: [{ login: 'act', node: 'shop-1', refused: null }],
  owners: [owner],
  collations: [],
  partitions: [],
  statements: counted,
  ...more,
})

export const reads = (seen: readonly DatabaseSeen[], more: Partial<ClusterConfig> = {}) =>
  doctorOf([{ config: clusterOf(more), databases: seen }])
