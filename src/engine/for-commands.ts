/** The engine as commands see it: knowledge about plans and runs, and decisions of people. */
import { requestUndo } from '#engine/ask/request-undo'
import { abandon } from '#engine/decide/abandon'
import { decide } from '#engine/decide/approve'
import { breakGlass } from '#engine/decide/break-glass'
import { cancel, stopAll } from '#engine/decide/cancel'
import { keepGuarded, takeBackNow } from '#engine/decide/guard'
import { review } from '#engine/decide/review'
import { settleStep } from '#engine/decide/settle'
import { steer } from '#engine/decide/steer'
import { freeze, thaw } from '#engine/freeze/freeze'
import type { Parts } from '#engine/parts'
import { confirm, enrol } from '#engine/people/code/enrol'
import { enrolledPeople } from '#engine/people/code/enrolment'
import { resetCode } from '#engine/people/code/reset'
import { detachedParts } from '#engine/plan/detached'
import { policyFor } from '#engine/policy/policy'
import { prune } from '#engine/retention/prune'
import { openSchedules } from '#engine/schedule/schedules'
import { createdAt } from '#engine/show/created-at'
import { madeCopies } from '#engine/show/made-copies'
import { nearestPlan } from '#engine/show/nearest-plan'
import { newestTraffic } from '#engine/show/newest-traffic'
import { openChanges, openReviews, readChange, readChanges } from '#engine/show/read-change'
import { verifiedBackups } from '#engine/show/verified-backups'
import { openDesk } from '#engine/standing/desk'
import { questionAbout } from '#model/change'
import type { AuditReader, Engine } from '#model/engine'
import { type Refusal, refusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { channelUnread } from '#store/channel-looks'
import { drillsOfCluster } from '#store/drills/drills'
import { standingFreezes } from '#store/freezes'
import { plansRunSince } from '#store/history/runs-since'
import { recentPlanIds, settingPlanIds } from '#store/plans'
import { openReports } from '#store/reports'

const unlessBug = (error: unknown): null => {
  if (error instanceof Failure) return null
  throw error
}

const unknownCluster = ({ clusters }: Parts, name: string): Refusal =>
  refusal(`There is no cluster ${name}.`, `Name one of: ${[...clusters.keys()].join(', ')}.`)

export const engineForCommands = (parts: Parts, audit: AuditReader): Engine => {
  return {
    get clusters() {
      return [...parts.clusters.keys()]
    },
    get config() {
      return { ...parts.config, clusters: [...parts.clusters.values()].map(({ config }) => config) }
    },
    policyFor: question => policyFor(parts.config, question),
    now: parts.now,
    openChanges: () => openChanges(parts),
    nearestPlan: id => nearestPlan(parts.store, id),
    openReviews: () => openReviews(parts),
    changesRunSince: async (cluster, since) =>
      readChanges(parts, await plansRunSince(parts.store, cluster, since, 100)),
    recentChanges: async limit => readChanges(parts, await recentPlanIds(parts.store, limit)),
    settingChanges: async (cluster, setting, limit) =>
      readChanges(parts, await settingPlanIds(parts.store, cluster, setting, limit)),
    newestTraffic: (view, minutes) => newestTraffic(parts, view, minutes),
    indexesBuilt: (cluster, database) =>
      createdAt(parts.store, { cluster, database, kind: 'index' }),
    partitionsDetached: (cluster, database, table) =>
      detachedParts(parts.store, { cluster, database, table }),
    copiesMade: (cluster, database) => madeCopies(parts.store, { cluster, database }),
    backupsVerified: cluster => verifiedBackups(parts.store, cluster),
    drills: (cluster, most) => drillsOfCluster(parts.store, cluster, most),
    findChange: id => readChange(parts, id),
    approve: (person, plan, code = null) =>
      decide(parts, {
        person,
        plan,
        code,
        decision: 'approve',
        reason: null,
        via: 'command',
        fingerprint: null,
      }),
    reject: (person, plan, reason) =>
      decide(parts, {
        person,
        plan,
        decision: 'reject',
        reason,
        via: 'command',
        fingerprint: null,
      }),
    breakGlass: (person, plan, reason, code = null) =>
      breakGlass(parts, { person, plan, reason, code, via: 'command' }),
    review: (person, plan, note) => review(parts, { person, plan, note, via: 'command' }),
    cancel: (person, id, reason = null) => cancel(parts, { person, id, reason, via: 'command' }),
    undo: (person, id, { via }) => requestUndo(parts, { person, id, via }),
    steer: (person, id, wish) => steer(parts, { person, id, wish, via: 'command' }),
    keep: (person, id) => keepGuarded(parts, { person, id, via: 'command' }),
    takeBack: (person, id) => takeBackNow(parts, { person, id, via: 'command' }),
    settle: (person, id, { step, done, reason }) =>
      settleStep(parts, { person, id, asked: questionAbout(step), done, reason, via: 'command' }),
    abandon: (person, id, reason) => abandon(parts, { person, id, reason, via: 'command' }),
    stopAll: person => stopAll(parts, person),
    freeze: (person, scope, reason) => freeze(parts, person, scope, reason),
    thaw: (person, scope) => thaw(parts, person, scope),
    openReports: cluster => openReports(parts.store, cluster),
    freezes: () => standingFreezes(parts.store),
    schedules: openSchedules(parts),
    enrol: (person, origin) => enrol(parts, person, origin),
    confirm: (person, code) => confirm(parts, person, code),
    resetCode: (person, whose) => resetCode(parts, person, whose),
    enrolled: () => enrolledPeople(parts.store, parts.config.people),
    approvals: openDesk(parts),
    audit,
    rowsShown: (person, { cluster, clone, ...detail }) =>
      parts.record.append('rows.shown', {
        actor: person.id,
        subject: { cluster, clone },
        detail: { name: person.name, ...detail },
      }),
    prune: (person, before) => prune(parts, person, before),
    async channelUnread() {
      const { audit: channel } = parts.config.channels
      // A control database that does not answer has its own sentence elsewhere.
      return channel === null ? null : channelUnread(parts.store, channel).catch(unlessBug)
    },
    routedNodes: (cluster, pooler) => parts.routes.nodes(cluster, pooler),
    view: async (name, database) =>
      parts.clusters.get(name)?.view(database) ?? unknownCluster(parts, name),
    look: async (name, database) =>
      parts.clusters.get(name)?.look(database) ?? unknownCluster(parts, name),
  }
}
