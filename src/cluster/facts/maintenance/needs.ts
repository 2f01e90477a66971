/** Why a table is due for VACUUM or ANALYZE, by the thresholds of that very table (manual 24.1.6). */
import type { VacuumSetting, VacuumSettings } from '#cluster/facts/maintenance/settings'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { count, percent } from '#text/figures'

export interface MaintenanceNeed {
  readonly kind: 'freeze' | 'dead rows' | 'inserts' | 'visibility' | 'statistics'
  /** How far over the limit. An overdue freeze goes before all the rest. */
  readonly urgency: number
  /** Completes "Due for …": `120,000 dead rows, 6.0 times its threshold`. */
  readonly words: string
}

/** Share of the greatest age from which a freeze is due: before autovacuum has to, at any hour. */
export const freezeFrom = 0.75
const beforeAll = 1_000_000
/** Fewer pages are read in a moment, visible or not. */
const pagesWorthIt = 1_000
const visibleEnough = 0.5

type Judged = Pick<
  MaintainedTable,
  | 'kind'
  | 'options'
  | 'rows'
  | 'live'
  | 'dead'
  | 'inserted'
  | 'changed'
  | 'pages'
  | 'visiblePages'
  | 'frozenPages'
  | 'indexScans'
  | 'xidAge'
  | 'multixactAge'
  | 'lastAnyAnalyze'
  | 'lastAutoanalyze'
>

/** Worst first; empty for a table that is not due. */
export const vacuumNeeds = (table: Judged, settings: VacuumSettings): readonly MaintenanceNeed[] =>
  table.kind === 'partitioned table'
    ? []
    : [
        ...freezeNeeds(table, settings),
        ...rowNeeds(table, settings),
        ...visibilityNeeds(table),
      ].toSorted((one, other) => other.urgency - one.urgency)

const valueOf = (
  { options }: Pick<Judged, 'options'>,
  { values }: VacuumSettings,
  setting: VacuumSetting,
): number | undefined => {
  const own = options[setting]
  return own === undefined ? values[setting] : Number(own)
}

/** The age that autovacuum lets no table exceed: the table's own limit where lower than the server's. */
export const freezeLimit = (
  table: Pick<Judged, 'options'>,
  settings: VacuumSettings,
  setting: 'autovacuum_freeze_max_age' | 'autovacuum_multixact_freeze_max_age',
): number =>
  Math.min(valueOf(table, settings, setting) ?? Infinity, settings.values[setting] ?? Infinity)

const freezeNeeds = (table: Judged, settings: VacuumSettings): readonly MaintenanceNeed[] =>
  (
    [
      ['transaction ids', table.xidAge, 'autovacuum_freeze_max_age', 'vacuum_failsafe_age'],
      [
        'multixact ids',
        table.multixactAge,
        'autovacuum_multixact_freeze_max_age',
        'vacuum_multixact_failsafe_age',
      ],
    ] as const
  ).flatMap(([what, age, limit, failsafe]) => {
    const share = age / freezeLimit(table, settings, limit)
    if (share < freezeFrom) return []
    const urgent = age >= (settings.values[failsafe] ?? Infinity) ? ', over the failsafe age' : ''
    return [
      {
        kind: 'freeze' as const,
        urgency: share >= 1 ? beforeAll * share : 1 + share,
        words: `${what} as old as ${count(age)}, ${percent(share)} of the age at which autovacuum has to freeze them${urgent}`,
      },
    ]
  })

const rowNeeds = (table: Judged, settings: VacuumSettings): readonly MaintenanceNeed[] => {
  const { dead, inserted } = table
  // Autovacuum takes a table that was never looked at for empty.
  const all = table.rows ?? 0
  const of = (setting: VacuumSetting) => valueOf(table, settings, setting) ?? 0
  const most = valueOf(table, settings, 'autovacuum_vacuum_max_threshold') ?? -1
  const usual = of('autovacuum_vacuum_threshold') + of('autovacuum_vacuum_scale_factor') * all
  const deadMost = most >= 0 ? Math.min(most, usual) : usual
  const base = of('autovacuum_vacuum_insert_threshold')
  const insertedMost =
    base + of('autovacuum_vacuum_insert_scale_factor') * all * unfrozenShare(table)
  return [
    ...overBy('dead rows', `${count(dead)} dead rows`, dead, deadMost),
    ...(base < 0
      ? []
      : overBy(
          'inserts',
          `${count(inserted)} rows inserted since the last VACUUM`,
          inserted,
          insertedMost,
        )),
  ]
}

/** From 18 on inserts count against the pages that are not frozen yet. */
const unfrozenShare = ({ pages, frozenPages }: Judged): number =>
  frozenPages === null || pages === 0 ? 1 : 1 - Math.min(1, frozenPages / pages)

const overBy = (
  kind: MaintenanceNeed['kind'],
  what: string,
  is: number,
  most: number,
): readonly MaintenanceNeed[] =>
  is <= most
    ? []
    : [
        {
          kind,
          urgency: is / Math.max(1, most),
          words: `${what}, ${(is / Math.max(1, most)).toFixed(1)} times its threshold`,
        },
      ]

const visibilityNeeds = ({
  pages,
  visiblePages,
  indexScans,
}: Judged): readonly MaintenanceNeed[] =>
  pages < pagesWorthIt || indexScans === 0 || visiblePages / pages >= visibleEnough
    ? []
    : [
        {
          kind: 'visibility',
          urgency: 0.5,
          words: `only ${percent(visiblePages / pages)} of its pages known to be all visible, so index-only scans read the table too`,
        },
      ]

/** Null for a table whose statistics are young enough. `parts` are the partitions right below. */
export const analyzeNeed = (
  table: Judged,
  settings: VacuumSettings,
  parts: readonly Judged[] = [],
): MaintenanceNeed | null => {
  if (table.kind === 'partitioned table') return parentNeed(table, parts)
  const { rows, live, changed } = table
  if (rows === null && live > 0) return never(`never analysed, with ${count(live)} rows`)
  const of = (setting: VacuumSetting) => valueOf(table, settings, setting) ?? 0
  const most =
    of('autovacuum_analyze_threshold') + of('autovacuum_analyze_scale_factor') * (rows ?? 0)
  const words = `${count(changed)} rows changed since the last ANALYZE`
  return overBy('statistics', words, changed, most)[0] ?? null
}

const never = (words: string): MaintenanceNeed => ({ kind: 'statistics', urgency: 10, words })

/**
 * Autovacuum never analyses a partitioned table (manual 24.1.3). A tenth counts, of parts as of rows. Before 18 ANALYZE of
 * the whole goes on to the parts, so only autovacuum's own tell that rows have changed since.
 */
const parentNeed = (
  { lastAnyAnalyze, rows }: Judged,
  parts: readonly Judged[],
): MaintenanceNeed | null => {
  const filled = parts.filter(({ live, kind }) => live > 0 || kind === 'partitioned table')
  if (filled.length === 0) return null
  if (lastAnyAnalyze === null)
    return rows === null
      ? never('a partitioned table that was never analysed, and autovacuum never does it')
      : null
  const since = BigInt(lastAnyAnalyze)
  const younger = filled.filter(
    part => part.lastAutoanalyze !== null && BigInt(part.lastAutoanalyze) > since,
  ).length
  return younger * 10 < filled.length || younger === 0
    ? null
    : {
        kind: 'statistics',
        urgency: 1 + younger / filled.length,
        words: `${count(younger)} of ${count(filled.length)} partitions analysed by autovacuum since the whole was, which it never does for the whole`,
      }
}
