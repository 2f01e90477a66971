/**
 * The Home tab is shown when a person opens the tab, and again when the content has changed: soon after a change of a
 * plan, within a minute otherwise. A click in the Home is answered there, because the Home has no channel.
 */
import { hash } from 'node:crypto'
import type { App, ViewSubmitAction } from '@slack/bolt'
import type { HomeView, ModalView } from '@slack/types'
import type { ClusterSummary } from '#model/cluster'
import type { Click, MessageBook } from '#model/edges'
import type { Person } from '#model/person'
import { isRefusal, type Refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { context, section } from '#slack/draw/blocks/blocks'
import { when } from '#slack/draw/blocks/escape'
import { codeView } from '#slack/draw/form/code-view'
import { enteredIn } from '#slack/draw/form/form-carries'
import { noticeView } from '#slack/draw/form/notice-view'
import { type ReasonCarries, reasonView } from '#slack/draw/form/reason-view'
import { drawHome, homeMost } from '#slack/draw/home/home-view'
import { type Listening, troubleOf } from '#slack/receive/answer-once'
import type { BackgroundClient } from '#slack/send/background-client'
import { inPatience } from '#slack/send/views'

export interface HomeTab {
  /** Draws the Home again for the people who opened the tab lately, if the content has changed. */
  look(): void
  stop(): Promise<void>
}

/** A person who opened the Home longer ago opens the tab again before reading. */
const watchedMs = 15 * 60_000
const lookEveryMs = 3_000
/** Schedules and windows go on without any plan. */
const lookAnywayMs = 60_000

/** Of more, whoever opened the tab longest ago opens the tab again before reading. */
const watchedMost = 100

const waiting = 'Recording your decision… This takes a while; the result appears here.'

export interface HomeOptions extends Listening {
  readonly messages: MessageBook
  /** The present state of each cluster. */
  readonly summaries: () => Promise<readonly ClusterSummary[]>
}

export const openHome = (app: App, background: BackgroundClient, options: HomeOptions): HomeTab => {
  const { engine, messages, people, views, command, summaries, report } = options
  /** By the person's id: a digest of the content shown, and the time until which the Home is kept up to date. */
  const watching = new Map<string, { readonly until: number; readonly shown: string }>()
  let behind = false
  let looking: Promise<void> = Promise.resolve()
  let reading: ReturnType<typeof summaries> | undefined

  /** Whoever asks while the clusters are being read gets the same answer. */
  const readClusters = (): ReturnType<typeof summaries> => {
    reading ??= summaries().finally(() => {
      reading = undefined
    })
    return reading
  }

  const draw = async (person: Person, clusters: readonly ClusterSummary[]): Promise<HomeView> => {
    const home = await engine.home(person)
    const buttons = new Map<string, ReadonlyMap<string, string>>()
    for (const { plan } of isRefusal(home) ? [] : home.waiting.slice(0, homeMost)) {
      const ids = ['approve', 'reject'].map(
        async verb => [verb, await messages.homeButton(plan.id, verb, person)] as const,
      )
      buttons.set(plan.id, new Map(await Promise.all(ids)))
    }
    return drawHome(home, { command, clusters, buttons })
  }

  /** Asks for the person's identity each time, because a role may have come or gone. */
  const publish = async (
    user: string,
    until: number,
    clusters: readonly ClusterSummary[],
  ): Promise<void> => {
    const person = await people.find(user)
    const view = isRefusal(person)
      ? drawHome(person, { command, clusters: [], buttons: new Map() })
      : await draw(person, clusters)
    const shown = hash('sha256', JSON.stringify(view))
    if (watching.get(user)?.shown === shown) return
    const asOf = context(`As of ${when(new Date().toISOString())}.`)
    await background.publish(user, { ...view, blocks: [...view.blocks, asOf] })
    watching.set(user, { until, shown })
    const [longest = user] = watching.keys()
    if (watching.size > watchedMost) watching.delete(longest)
  }

  const show = async (user: string): Promise<void> => {
    // Slack gets the Home again, whatever Slack has.
    watching.delete(user)
    await publish(user, performance.now() + watchedMs, await readClusters())
  }

  const lookAgain = async (): Promise<void> => {
    for (const [user, { until }] of watching) if (until < performance.now()) watching.delete(user)
    if (watching.size === 0) return
    // The clusters are read once for all viewers.
    const clusters = await readClusters()
    for (const [user, { until }] of watching)
      await publish(user, until, clusters).catch((error: unknown) =>
        report(error, { showing: 'home', user }),
      )
  }
  let looked = performance.now()
  const timer = setInterval(() => {
    if (!behind && performance.now() - looked < lookAnywayMs) return
    behind = false
    looked = performance.now()
    looking = looking.then(lookAgain).catch((error: unknown) => report(error, { showing: 'home' }))
  }, lookEveryMs)

  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await show(event.user)
  })

  app.action(/^home-/, async ({ ack, body }) => {
    await ack()
    if (body.type !== 'block_actions') return
    const [clicked] = body.actions
    if (clicked?.type !== 'button') return
    const button = clicked.value ?? ''
    const user = body.user.id
    const action = clicked.action_id.slice('home-'.length)
    const reason = reasonView({ action, button, channel: '', message: null })
    if (reason && body.view?.type === 'home') {
      const person = await people.find(user)
      const first = isRefusal(person) ? person : await engine.asksFirst({ button, person })
      if (isRefusal(first)) {
        await refuse(user, first, view => views.open(body.trigger_id, view))
        return show(user)
      }
      const view = { ...reason, callback_id: 'home-reason' }
      await views.open(body.trigger_id, view)
      return
    }
    const place = {
      channel: body.view?.type === 'home' ? null : (body.channel?.id ?? ''),
      message: body.container['message_ts'] ?? null,
    }
    const reply = await decide(`click ${body.trigger_id}`, user, { button, reason: null, ...place })
    if (reply?.kind === 'refusal')
      await refuse(user, reply, view => views.open(body.trigger_id, view))
    if (reply?.kind === 'code') return views.open(body.trigger_id, codeView(reply, null))
    await show(user)
  })

  /** Refuses in a window, or in a direct message when it is too late for a window. */
  const refuse = async (
    user: string,
    reply: Refusal,
    shown: (view: ModalView) => Promise<void>,
  ): Promise<void> => {
    const drawn = drawRefusal(reply, null)
    await shown(noticeView('Blocked', drawn.blocks)).catch(async () => {
      await background.post(await background.direct(user), drawn, { about: { about: 'refusal' } })
    })
  }

  app.view<ViewSubmitAction>('home-reason', async ({ ack, body, view }) => {
    const { button } = JSON.parse(view.private_metadata) as ReasonCarries
    const reason = enteredIn(view.state.values)['reason']
    if (reason === undefined)
      return ack({ response_action: 'errors', errors: { reason: 'This field is required.' } })
    const here = { button, reason, channel: null, message: null }
    const user = body.user.id
    const working = decide(`view ${body.trigger_id}`, user, here)
    const early = await inPatience(working)
    if (!early) await ack(views.instead(noticeView('One moment', [section(waiting)])))
    const reply = await working
    // On a second delivery, the first delivery answers.
    if (reply === undefined) return
    const shown = (next: ModalView) =>
      early ? ack(views.instead(next)) : views.update(view.id, next)
    if (reply.kind === 'refusal') await refuse(user, reply, shown)
    else if (early) await ack()
    // A person who closed the window reads the result in the Home.
    else await shown(noticeView('Done', [section('It counts.')])).catch(() => {})
    await show(user)
  })

  /** Decides once for all processes; undefined when a different process did. */
  const decide = async (
    key: string,
    user: string,
    clicked: Omit<Click, 'person'>,
  ): Promise<Reply | undefined> => {
    try {
      if (!(await engine.once(key))) return undefined
      const person = await people.find(user)
      return isRefusal(person) ? person : await engine.click({ ...clicked, person })
    } catch (error) {
      return troubleOf(error, report, { key })
    }
  }

  return {
    look() {
      behind = true
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
