/**
 * Entries about refusals to a person. A first entry is written at once; equal entries within a minute, and entries
 * beyond a few, are counted, and a single entry a minute tells the count. No person can fill the record.
 */
import type { RecordEntry, Recorder } from '#audit/recorder'

export interface Bursts {
  /** `times` says how often it happened since it was last said. */
  say(kind: string, entry: RecordEntry, times?: number): Promise<void>
  /** Writes the counts so far. */
  flush(): Promise<void>
}

const windowMs = 60_000

/** Different entries of a person and kind within a minute that are written separately. */
const differentMost = 10

interface Burst {
  readonly kind: string
  readonly written: Set<string>
  readonly timer: NodeJS.Timeout
  counted: number
  latest: RecordEntry
}

export const openBursts = (
  record: Pick<Recorder, 'appendOutcome'>,
  report: (error: unknown, about: Readonly<Record<string, unknown>>) => void,
): Bursts => {
  const bursts = new Map<string, Burst>()

  const begin = (key: string, kind: string, latest: RecordEntry): Burst => {
    const timer = setTimeout(() => void end(key), windowMs)
    timer.unref()
    const burst = { kind, written: new Set<string>(), timer, counted: 0, latest }
    bursts.set(key, burst)
    return burst
  }

  const tell = ({ kind, counted, latest }: Burst): Promise<void> =>
    record
      .appendOutcome(kind, { ...latest, detail: { ...latest.detail, count: counted } })
      .catch((error: unknown) => report(error, { recording: kind, count: counted }))

  /** While a burst goes on, each further minute is only counted. */
  const end = async (key: string): Promise<void> => {
    const burst = bursts.get(key)
    bursts.delete(key)
    if (!burst || burst.counted === 0) return
    const next = begin(key, burst.kind, burst.latest)
    for (const one of burst.written) next.written.add(one)
    await tell(burst)
  }

  return {
    async say(kind, entry, times = 1) {
      const key = `${entry.actor} ${kind}`
      const burst = bursts.get(key) ?? begin(key, kind, entry)
      const words = JSON.stringify([entry.subject, entry.detail])
      if (!burst.written.has(words) && burst.written.size < differentMost) {
        burst.written.add(words)
        burst.counted += times - 1
        await record.appendOutcome(kind, entry)
        return
      }
      burst.counted += times
      burst.latest = entry
    },
    async flush() {
      const open = [...bursts.values()]
      bursts.clear()
      for (const { timer } of open) clearTimeout(timer)
      await Promise.all(open.filter(({ counted }) => counted > 0).map(tell))
    },
  }
}
