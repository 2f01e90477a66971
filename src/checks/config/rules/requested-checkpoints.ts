/** Checkpoints that come before their time because WAL has no more room. */
import { type JudgedSettings, type Judging, judged, type Rule } from '#checks/config/judged'
import { powerOver, powerUnder } from '#checks/config/power'
import { isoOf, secondsSince, sinceWords } from '#checks/config/since'
import { primaryValues } from '#checks/config/values'
import { hasTraffic, primaryWorkload, tooYoung } from '#checks/config/workload'
import { bytes, count, percent, seconds } from '#text/figures'

const least = { requested: 10, share: 0.2 }

/** A checkpoint begins so that WAL of two stays below max_wal_size (manual 28.5). */
const checkpoints = 3

/** A part of the free disk, and at most so many times the present size. */
const most = { disk: 0.2, times: 8 }

export const requestedCheckpoints: Rule = about => {
  const { node, workload } = primaryWorkload(about) ?? {}
  if (!workload || !hasTraffic(workload)) return judged()
  const { began, requested, timed } = workload.checkpoints
  const passed = secondsSince(workload.at, began)
  if (began === null || passed === null || passed < 3_600)
    return requested < least.requested
      ? judged()
      : judged({ unjudged: [`max_wal_size: ${tooYoung(workload.at, began, 'checkpoints')}`] })
  if (requested < least.requested || requested < least.share * (requested + timed)) return judged()
  const values = primaryValues(about)
  const [size, timeout] = [values.number('max_wal_size'), values.number('checkpoint_timeout')]
  const walSeconds = secondsSince(workload.at, workload.wal.began)
  if (size === null || timeout === null || walSeconds === null || walSeconds === 0)
    return judged({ unjudged: ['max_wal_size: its value or the count of WAL is not known.'] })
  const rate = workload.wal.bytes / walSeconds
  const between = (rate * passed) / (requested + timed)
  const seen = `${count(requested)} of ${count(requested + timed)} checkpoints of ${node} came early ${sinceWords(workload.at, began)}, one in ${seconds(passed / (requested + timed))}; ${bytes(rate)}/s of WAL.`
  // Backups and people ask for checkpoints too.
  if (between < 0.2 * size * 1_048_576)
    return judged({
      remarks: [
        `${seen} That is ${bytes(between)} from one to the next, far below max_wal_size (${values.words('max_wal_size')}): backups, CREATE DATABASE or somebody’s CHECKPOINT cause them, not a lack of room.`,
      ],
    })
  return proposed(about, {
    seen,
    since: isoOf(began),
    size,
    wanted: rate * timeout * checkpoints,
    share: requested / (requested + timed),
  })
}

interface Crowded {
  readonly seen: string
  readonly since: string
  /** max_wal_size in megabytes. */
  readonly size: number
  /** Bytes of WAL in as many checkpoints as should fit. */
  readonly wanted: number
  readonly share: number
}

const proposed = (
  about: Judging,
  { seen, since, size, wanted, share }: Crowded,
): JudgedSettings => {
  const values = primaryValues(about)
  const { walFreeBytes } = about
  const aim = powerOver(Math.max(2 * size, wanted / 1_048_576))
  const room = walFreeBytes === null ? null : size + (walFreeBytes * most.disk) / 1_048_576
  const megabytes = Math.min(aim, most.times * size, room === null ? aim : powerUnder(room))
  const disk =
    walFreeBytes === null
      ? 'The free disk space is not visible from here: check it first.'
      : `${bytes(walFreeBytes)} are free where WAL lies.`
  if (megabytes <= size)
    return judged({
      remarks: [`${seen} A larger max_wal_size would help, and there is no room: ${disk}`],
    })
  return judged({
    proposals: [
      {
        setting: 'max_wal_size',
        value: megabytes % 1_024 === 0 ? `${megabytes / 1_024}GB` : `${megabytes}MB`,
        now: values.words('max_wal_size'),
        evidence: seen,
        expected: `Fewer checkpoints than ${percent(share)} come early, and fewer full pages are written to WAL. WAL takes more disk, and recovery after a crash takes longer. ${disk}`,
        since,
      },
    ],
  })
}
