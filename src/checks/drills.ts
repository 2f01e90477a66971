/** How restore drills of a cluster stand: trouble first, then the figures, in sentences. */
import { bytesOf } from '#cluster/facts/backup/about'
import { positionOf } from '#cluster/facts/backup/wal'
import type { FitBackup } from '#cluster/facts/restore/backup-for'
import type { DrillsConfig } from '#model/cluster'
import type { DrillFigures, KeptDrill } from '#model/drill/drill'
import { type Forecast, forecastOf } from '#model/drill/forecast'
import { bytes, counted, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { asSentence } from '#text/sentence'

export interface DrillsFacts {
  readonly cluster: string
  readonly config: DrillsConfig
  /** The newest first. */
  readonly drills: readonly KeptDrill[]
  /** Of a restore to the present; null without a measured drill or without a backup. */
  readonly forecast: Forecast | null
}

/** The longest that a restore may take, from the loss to a checked clone. */
export const longestRestore = 3_600

export interface DrillTrouble {
  /** The same for the same trouble, whatever the age of it. */
  readonly key: string
  readonly words: string
}

/** `now` in milliseconds since 1970. */
export const drillTrouble = (
  { cluster, config: { everyMinutes }, drills, forecast }: DrillsFacts,
  now: number,
): readonly DrillTrouble[] => {
  const [newest] = drills
  return [
    ...(newest?.wrong
      ? [
          {
            key: `failed ${newest.run}`,
            words: `${newest.drill} of ${cluster} failed: ${asSentence(newest.wrong)}`,
          },
        ]
      : []),
    ...missedWords(cluster, drills, everyMinutes, now).map(words => ({ key: 'missed', words })),
    ...(forecast && forecast.whole > longestRestore
      ? [
          {
            key: 'slow',
            words: `A restore of ${cluster} would take ${forecastWords(forecast)}: more than ${seconds(longestRestore)}.`,
          },
        ]
      : []),
  ]
}

const missedWords = (
  cluster: string,
  drills: readonly KeptDrill[],
  everyMinutes: number | null,
  now: number,
): readonly string[] => {
  if (everyMinutes === null) return []
  const good = drills.find(({ wrong }) => wrong === null)
  const wanted = `the inventory wants one every ${seconds(everyMinutes * 60)}`
  if (!good) return [`No restore drill of ${cluster} has succeeded yet, and ${wanted}.`]
  const age = (now - Date.parse(good.at)) / 1_000
  return age > everyMinutes * 60
    ? [`The last restore drill of ${cluster} that succeeded is ${seconds(age)} old, and ${wanted}.`]
    : []
}

/** `18 min: 15 min to notice and approve, 2 min to unpack, …`. */
export const forecastWords = ({
  notice,
  unpack,
  start,
  replay,
  check,
  whole,
  drills,
}: Forecast): string =>
  `about ${seconds(whole)} (${[
    `${seconds(notice)} to notice and approve`,
    `${seconds(unpack)} to unpack`,
    `${seconds(start + replay)} to start and replay`,
    `${seconds(check)} to check`,
  ].join(', ')}), by ${counted(drills, 'drill')}`

/** How many drills in a row succeeded, and the longest of all; empty without a drill. */
export const streakWords = (
  { cluster, drills }: Pick<DrillsFacts, 'cluster' | 'drills'>,
  since: Date | null = null,
): readonly string[] => {
  const [newest] = drills
  if (!newest) return []
  const failedAt = drills.findIndex(({ wrong }) => wrong !== null)
  const streak = failedAt === -1 ? drills.length : failedAt
  const times = drills.flatMap(({ figures, drill }) =>
    figures ? [{ drill, took: restoreSeconds(figures) }] : [],
  )
  const worst = times.toSorted((one, other) => other.took - one.took)[0]
  const ran = since === null || new Date(newest.at) >= since
  return ran
    ? [
        `Restore drills of ${cluster}: ${streak === 0 ? `the last one failed (${newest.drill})` : `${streak} in a row succeeded, the last ${minute(newest.at)}`}${worst ? `; the longest restore took ${seconds(worst.took)} (${worst.drill})` : ''}.`,
      ]
    : []
}

/** Without the checks. */
export const restoreSeconds = ({
  unpackSeconds,
  startSeconds,
  replaySeconds,
}: DrillFigures): number => unpackSeconds + startSeconds + replaySeconds

/** Of the newest backup, with the WAL up to `lsn`. */
export const presentForecast = (
  drills: readonly KeptDrill[],
  { about }: Pick<FitBackup, 'about'>,
  lsn: string,
  noticeMinutes: number,
): Forecast | null => {
  const walBytes = Math.max(0, Number(positionOf(lsn) - positionOf(about.startLsn)))
  return forecastOf(drills, { bytes: bytesOf(about), walBytes }, noticeMinutes)
}

/** For a cell of a table. */
export const lostWords = ({ exposed }: Pick<KeptDrill, 'exposed'>): string =>
  exposed === null ? 'not known' : `${seconds(exposed.seconds)}, ${bytes(exposed.bytes)}`
