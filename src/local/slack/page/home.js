// @ts-check
/**
 * The two tabs of the app's direct message: the Home tab for this person, and the messages.
 * @import { App } from './app.js'
 * @import { Surface } from './blocks.js'
 */
import { drawBlock } from './blocks.js'
import { byId, fill, h, keepFocus } from './dom.js'
import { partsAt } from './json.js'

const names = /** @type {const} */ (['home', 'messages'])

/** @param {App} app */
export const startHome = app => {
  const { store } = app
  const tabs = byId('app-tabs')
  const panels = { home: byId('home'), messages: byId('conversation') }
  let drawn = ''

  /** @param {typeof names[number]} tab @param {boolean} [focus] */
  const pick = (tab, focus = false) => {
    for (const name of names) {
      const on = name === tab
      byId(`tab-${name}`).setAttribute('aria-selected', String(on))
      byId(`tab-${name}`).tabIndex = on ? 0 : -1
      panels[name].hidden = !on
    }
    if (focus) byId(`tab-${tab}`).focus()
    if (tab === 'messages') return
    draw()
    void app.do({ kind: 'open_home', as: store.me })
  }

  /** @type {Surface} */
  const surface = {
    act: (blockId, actionId, { selected } = {}) =>
      app.do({
        kind: 'act_in_view',
        as: store.me,
        viewId: store.myHome()?.id ?? '',
        blockId,
        actionId,
        ...(selected === undefined ? {} : { selected }),
      }),
  }

  const draw = () => {
    if (panels.home.hidden) return
    const home = store.myHome()
    const json = JSON.stringify(home?.view ?? null)
    if (json === drawn) return
    drawn = json
    keepFocus(panels.home, () =>
      fill(
        panels.home,
        ...(home
          ? partsAt(home.view, 'blocks').map(block => drawBlock(app, surface, block))
          : [h('p', { class: 'empty' }, 'The app has not shown anything here yet.')]),
      ),
    )
  }

  /** A new place or person starts at the messages. */
  const enter = () => {
    const direct = store.openChannel()?.kind === 'im'
    tabs.hidden = !direct
    tabs.setAttribute('aria-label', store.person(store.state.appUser).realName)
    const { messages } = panels
    if (direct) messages.setAttribute('role', 'tabpanel')
    else messages.removeAttribute('role')
    if (direct) messages.setAttribute('aria-labelledby', 'tab-messages')
    else messages.removeAttribute('aria-labelledby')
    pick('messages')
  }

  for (const [index, tab] of names.entries()) {
    byId(`tab-${tab}`).addEventListener('click', () => pick(tab))
    byId(`tab-${tab}`).addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (step) pick(names[(index + step + names.length) % names.length] ?? 'home', true)
    })
  }
  let place = ''
  store.on(['state', 'person', 'place'], () => {
    const here = `${store.me}/${store.channel}`
    if (here !== place) enter()
    place = here
    draw()
  })
  store.on('home', draw)
}
