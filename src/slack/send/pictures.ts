/** Pictures on the messages of plans: each is drawn and uploaded once by a process. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Change, ChartOf } from '#model/change'
import type { Picture } from '#slack/draw/blocks/blocks'
import { chartsOf } from '#slack/draw/plan/charts'
import type { BackgroundClient, Upload } from '#slack/send/background-client'
import { retryAfter } from '#slack/send/retry-after'

export interface PictureSource {
  readonly background: Pick<BackgroundClient, 'picture'>
  /** Undefined where there are no figures to compare. */
  readonly chart: (change: Change, of: ChartOf) => Promise<Omit<Upload, 'comment'> | undefined>
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

/** Messages of ended plans are seldom drawn again. */
const keptMost = 100

/** A missing picture is left out: the words beside the picture say the same. */
export const openPictures = ({ background, chart, report }: PictureSource) => {
  const uploaded = new Map<string, Picture>()
  const pictureOf = async (change: Change, of: ChartOf): Promise<Picture | undefined> => {
    const key = `${change.plan.id} ${of}`
    const known = uploaded.get(key)
    if (known) return known
    const drawn = await chart(change, of)
    if (drawn === undefined) return undefined
    const picture = { id: await background.picture(drawn), altText: drawn.altText }
    uploaded.set(key, picture)
    const [oldest = ''] = uploaded.keys()
    if (uploaded.size > keptMost) uploaded.delete(oldest)
    return picture
  }
  return async (change: Change): Promise<readonly Picture[]> =>
    (
      await Promise.all(
        chartsOf(change).map(of =>
          pictureOf(change, of).catch((error: unknown) => {
            report(error, { plan: change.plan.id, drawing: of })
            return undefined
          }),
        ),
      )
    ).filter(one => one !== undefined)
}

/** Slack refuses a message with an unprocessed picture; processing takes about a second. */
const tries = 4
const pauseMs = 1_000

/** Shows the message with its pictures; without them where Slack keeps refusing the pictures. */
export const withPictures = async <T>(
  show: (pictures: readonly Picture[]) => Promise<T>,
  pictures: readonly Picture[],
): Promise<T> => {
  for (let tried = 1; pictures.length > 0 && tried <= tries; tried += 1) {
    try {
      return await show(pictures)
    } catch (error) {
      if (retryAfter(error) !== undefined) throw error
      await sleep(pauseMs, undefined, { ref: false })
    }
  }
  return show([])
}
