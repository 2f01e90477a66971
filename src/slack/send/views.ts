/** Opens and updates windows, with the name of the slash command before each command. */
import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Wording } from '#slack/draw/blocks/command-wording'
import { inTime } from '#src/in-time'

export interface Views {
  /** Works while the trigger is fresh. */
  open(trigger: string, view: ModalView): Promise<void>
  /** With a `hash`, updates only an unchanged window. */
  update(id: string, view: ModalView, hash?: string): Promise<void>
  /** Answers the ack of a submitted window with a window to show in its place. */
  instead(view: ModalView): { readonly response_action: 'update'; readonly view: ModalView }
}

export const openViews = (client: WebClient, wording: Wording): Views => ({
  async open(trigger, view) {
    await client.views.open({ trigger_id: trigger, view: wording(view) })
  },
  async update(id, view, hash) {
    const known = hash === undefined ? {} : { hash }
    await client.views.update({ view_id: id, ...known, view: wording(view) })
  },
  instead: view => ({ response_action: 'update', view: wording(view) }),
})

/** Slack shows an error after three seconds without an ack, and a person who sees the error submits again. */
const patienceMs = 1_500

/** Waits for the work; undefined when the work takes longer than an ack can wait. */
export const inPatience = <T>(working: Promise<T>): Promise<{ readonly value: T } | undefined> =>
  inTime(
    working.then(value => ({ value })),
    patienceMs,
    () => undefined,
  )
