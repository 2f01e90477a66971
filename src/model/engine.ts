/** The engine as commands see it: knowledge about plans and runs, and decisions of people. */
import type { SteeringWish } from '#model/actions/steering'
import type { Change, Origin } from '#model/change'
import type { Config } from '#model/configuration'
import type { KeptDrill } from '#model/drill/drill'
import type { OpenReport } from '#model/finding'
import type { Freeze } from '#model/freeze'
import type { Person } from '#model/person'
import type { Policy, PolicyQuestion } from '#model/policy'
import type { RoutedNode } from '#model/pool/read-route'
import type { DetachedPart } from '#model/record/detached-part'
import type { MadeCopy } from '#model/record/made-copy'
import type { VerifiedBackup } from '#model/record/verified-backup'
import type { Refusal } from '#model/refusal'
import type { Answer, CodeAsked, ProposedReply } from '#model/reply'
import type {
  ScheduleBody,
  ScheduleDraft,
  ScheduleView,
  SlotsSince,
} from '#model/schedule/schedule'
import type { ScheduleWish } from '#model/schedule/wish'
import type { StandingApproval } from '#model/standing/standing-approval'
import type { StandingWish } from '#model/standing/wish'
import type { NewestTraffic } from '#model/traffic'
import type { Unclear, View } from '#model/view'

export interface Engine {
  readonly clusters: readonly string[]
  policyFor(question: PolicyQuestion): Policy
  readonly config: Pick<Config, 'people' | 'clusters' | 'policies'>
  /** The control database's clock: processes may disagree about the time. */
  now(): Promise<Date>
  openChanges(): Promise<readonly Change[]>
  /** The id of the plan that a mistyped id may mean. */
  nearestPlan(id: string): Promise<string | undefined>
  /** Plans that break-glass let through and nobody has reviewed. */
  openReviews(): Promise<readonly Change[]>
  /** Changes of a cluster whose run was not over at that time, the newest first, at most 100. */
  changesRunSince(cluster: string, since: Date): Promise<readonly Change[]>
  recentChanges(limit: number): Promise<readonly Change[]>
  /** Changes of settings and undos of such changes, the newest first; of every setting for null. */
  settingChanges(cluster: string, setting: string | null, limit: number): Promise<readonly Change[]>
  /**
   * What statements of the primary did in the newest `minutes`, or since the cluster's last change where that is
   * newer; `spent` is null where this process has no reading from then on.
   */
  newestTraffic(
    view: Pick<View, 'cluster' | 'database' | 'nodes'>,
    minutes: number,
  ): Promise<NewestTraffic>
  /** When Howdah built indexes of a database, by quoted name: PostgreSQL does not know. */
  indexesBuilt(cluster: string, database: string): Promise<ReadonlyMap<string, string>>
  /** Partitions that Howdah detached from a partitioned table, by quoted name; the newest first. */
  partitionsDetached(
    cluster: string,
    database: string,
    table: string,
  ): Promise<readonly DetachedPart[]>
  /** Copies of rows that exports made in a database, the newest first. */
  copiesMade(cluster: string, database: string): Promise<readonly MadeCopy[]>
  /** Backups that were read as a whole, the newest first. */
  backupsVerified(cluster: string): Promise<readonly VerifiedBackup[]>
  /** Restore drills of the cluster that came to an end, the newest first. */
  drills(cluster: string, most: number): Promise<readonly KeptDrill[]>
  /** By plan id or run id; undefined when there is none. */
  findChange(id: string): Promise<Change | undefined>
  approve(person: Person, plan: string, code?: string | null): Promise<Answer | Refusal | CodeAsked>
  reject(person: Person, plan: string, reason: string | null): Promise<Answer | Refusal | CodeAsked>
  /** Lets a waiting plan run with one approver alone; another approver reviews afterwards. */
  breakGlass(
    person: Person,
    plan: string,
    reason: string,
    code?: string | null,
  ): Promise<Answer | Refusal | CodeAsked>
  review(person: Person, plan: string, note: string): Promise<Answer | Refusal>
  /** Withdraws a pending plan, of somebody else only with a reason; stops a run at the next safe point. */
  cancel(person: Person, id: string, reason?: string | null): Promise<Answer | Refusal>
  /** Plans the way back of a run, to be approved like any other plan. */
  undo(person: Person, id: string, origin: Origin): Promise<ProposedReply | Refusal>
  /** Holds a run that works in pieces, lets it go on, or changes its pace. */
  steer(person: Person, id: string, wish: SteeringWish): Promise<Answer | Refusal>
  /** Lets a guarded change stand; needs an approver who did not ask for it. */
  keep(person: Person, id: string): Promise<Answer | Refusal>
  /** Undoes a guarded change at once. One person is enough. */
  takeBack(person: Person, id: string): Promise<Answer | Refusal>
  /** A person looked whether a step was done, counted from 0, and says so. */
  settle(
    person: Person,
    id: string,
    found: { readonly step: number; readonly done: boolean; readonly reason: string },
  ): Promise<Answer | Refusal>
  /** Ends a run whose node is gone for good as failed, and says which outcomes are unknown. */
  abandon(person: Person, id: string, reason: string): Promise<Answer | Refusal>
  /** Stops every run at the next safe point and lists the rest. One person is enough. */
  stopAll(person: Person): Promise<Answer | Refusal>
  /** `scope` is a cluster's name or `*`. No run is started during a freeze. */
  freeze(person: Person, scope: string, reason: string): Promise<Answer | Refusal>
  thaw(person: Person, scope: string): Promise<Answer | Refusal>
  /** What reports about a cluster say that is not over. */
  openReports(cluster: string): Promise<readonly OpenReport[]>
  /** Every freeze that stands, the oldest first. */
  freezes(): Promise<readonly Freeze[]>
  readonly schedules: Schedules
  /** Shows the person the secret of a one-time code, once and in private. */
  enrol(person: Person, origin: Origin): Promise<Answer | Refusal>
  /** Takes the first code, from which on the person is enrolled. */
  confirm(person: Person, code: string | null): Promise<Answer | Refusal | CodeAsked>
  /** Asks that a lost code is forgotten: the person's own for null. */
  resetCode(person: Person, whose: string | null): Promise<Answer | Refusal>
  /** Ids of people with a one-time code. */
  enrolled(): Promise<readonly string[]>
  readonly approvals: StandingDesk
  readonly audit: AuditReader
  /** Writes the reader and the rows into the record, before the rows are shown; rejects where the record takes no entry. */
  rowsShown(person: Person, shown: RowsShown): Promise<void>
  /** Has entries of the record from before a day removed: one person asks, an approver who is another one agrees. */
  prune(person: Person, before: string): Promise<Answer | Refusal>
  /** Why the audit channel is not compared with the record, as a sentence; null where nothing hinders that. */
  channelUnread(): Promise<string | null>
  /** The nodes behind a database for reads; undefined where this process does not watch them. */
  routedNodes(cluster: string, pooler: string): readonly RoutedNode[] | undefined
  /** Opens a view of a cluster for a command that looks at several. */
  view(cluster: string, database?: string): Promise<View | Refusal>
  /** The same for a command that can also answer node by node, without a single primary. */
  look(cluster: string, database?: string): Promise<View | Unclear | Refusal>
}

/** What people may do with schedules, as commands see it. */
export interface Schedules {
  /** Schedules that are not removed, by name. */
  list(): Promise<readonly ScheduleView[]>
  /** The slots since then, of schedules about a cluster. */
  since(cluster: string, since: Date): Promise<SlotsSince>
  /** A sentence: how a plan ended; null before the end. */
  endOf(plan: string): Promise<string | null>
  /** The channel where the slots of a schedule are told. */
  channelOf(schedule: Pick<ScheduleBody, 'command'>): string
  /** Also a removed schedule; undefined when no schedule ever had this name. */
  find(id: string): Promise<ScheduleView | undefined>
  /** Checks a wish; saves nothing. */
  draft(
    person: Person,
    wish: ScheduleWish,
    cluster: string | undefined,
  ): Promise<ScheduleDraft | Refusal>
  /** Adds a schedule, or changes the schedule of this name. From then on slots act with this person's rights. */
  save(person: Person, id: string, wish: ScheduleWish): Promise<Answer | Refusal>
  pause(
    person: Person,
    id: string,
    reason: string,
    minutes: number | null,
  ): Promise<Answer | Refusal>
  resume(person: Person, id: string): Promise<Answer | Refusal>
  remove(person: Person, id: string, reason: string | null): Promise<Answer | Refusal>
  /** A slot now, beside the calendar and under the same rules. */
  runNow(person: Person, id: string): Promise<Answer | Refusal>
}

/** Standing approvals as commands see them. */
export interface StandingDesk {
  ask(person: Person, wish: StandingWish, origin: Origin): Promise<Answer | Refusal>
  approve(person: Person, id: string): Promise<Answer | Refusal>
  withdraw(person: Person, id: string, reason: string | null): Promise<Answer | Refusal>
  review(person: Person, id: string, note: string): Promise<Answer | Refusal>
  /** The newest first. */
  list(): Promise<readonly StandingApproval[]>
  find(id: string): Promise<StandingApproval | undefined>
}

/** Rows of data that a person sees, without a value. */
export interface RowsShown {
  readonly cluster: string
  readonly clone: string
  readonly database: string
  /** Quoted. */
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: number
}

/** The record as commands see it. */
export interface AuditReader {
  /** The newest entries within `where`, newest first. `about` may be the name of a person. */
  latest(limit: number, about?: string, where?: AuditWhere): Promise<AuditPage>
  verify(): Promise<AuditVerdict>
  /**
   * Exports all entries as JSON lines, oldest first, as `howdah audit verify` reads the record, in parts that each
   * call reads again. The last line has a signature of the end as `head`, unless the record does not hold.
   */
  export(): Promise<() => AsyncIterable<string>>
}

export interface AuditWhere {
  readonly since: Date | null
  /** Exclusive. */
  readonly until: Date | null
  /** Entries below this number; null for no such end. */
  readonly before: number | null
}

export interface AuditPage {
  readonly lines: readonly AuditLine[]
  /** Entries within the same bounds that are older than these. */
  readonly older: number
}

export interface AuditLine {
  readonly seq: number
  readonly at: string
  readonly kind: string
  /** `T_SHOP/U_ADAM`, `cli/adam`, or the name of a process. */
  readonly actor: string
  /** As Slack knows the person now; null where that is not known. */
  readonly name: string | null
  readonly summary: string
  /** The entry as JSON. */
  readonly body: string
}

export interface AuditVerdict {
  readonly ok: boolean
  readonly entries: number
  /** A sentence; names the first altered entry when not ok. */
  readonly sentence: string
}
