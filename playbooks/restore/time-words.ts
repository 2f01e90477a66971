/** How long a restore will take, by the drills of the cluster. */
import { forecastWords, presentForecast } from '#checks/drills'
import type { RestoreFacts } from '#cluster/facts/restore/look'

type Measured = Pick<RestoreFacts, 'drills' | 'present' | 'noticeMinutes'> & {
  readonly chosen: NonNullable<RestoreFacts['chosen']>
}

/** For the whole way to the present: no restore goes further. */
export const timeWords = ({ drills, chosen, present, noticeMinutes }: Measured): string => {
  const forecast = presentForecast(drills, chosen, present.lsn, noticeMinutes)
  return forecast === null
    ? 'not known before the first restore drill: unpacking, then replay of WAL'
    : `${forecastWords(forecast)}, if all WAL up to now is replayed`
}
