// @ts-check
/**
 * Channels and direct messages, and on a phone the button that shows the sidebar.
 * @import { PageChannel } from '../page-protocol.ts'
 * @import { App } from './app.js'
 */
import { byId, fill, h, isPhone } from './dom.js'
import { icon } from './icons.js'
import { avatar } from './people.js'
import { unreadIn } from './unread.js'

/** @param {App} app */
export const startSidebar = app => {
  const { store } = app
  const sidebar = byId('sidebar')
  const opener = byId('menu')

  /** @param {boolean} shown */
  const show = shown => {
    const changes = document.body.classList.contains('has-sidebar') !== shown
    document.body.classList.toggle('has-sidebar', shown)
    opener.setAttribute('aria-expanded', String(shown))
    sidebar.inert = isPhone() && !shown
    byId('content').inert = isPhone() && shown
    if (!isPhone() || !changes) return
    if (shown) sidebar.querySelector('button')?.focus()
    else opener.focus()
  }

  /** @param {PageChannel} channel */
  const row = channel => {
    const direct = channel.kind === 'im'
    const bot = store.person(store.state.appUser)
    const { unread, mentions } = unreadIn(store, channel.id)
    const current = channel.id === store.channel
    const name = direct ? bot.realName : channel.name
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: `place ${unread > 0 && !current ? 'is-unread' : ''}`,
          'data-channel': channel.id,
          'aria-current': current ? 'page' : null,
          onclick: () => {
            store.open(channel.id)
            show(false)
          },
        },
        direct ? face() : icon('hash'),
        h('span', { class: 'place-name' }, name),
        unread > 0 && !current && h('span', { class: 'unseen' }, `, ${unread} unread`),
        mentions > 0 &&
          !current &&
          h('span', { class: 'count', 'aria-hidden': true }, String(mentions)),
      ),
    )
  }

  const face = () => {
    const bot = store.person(store.state.appUser)
    const dot = h('span', { class: `presence ${store.state.connected ? 'is-on' : ''}` })
    return h('span', { class: 'face' }, avatar(bot, 'tiny'), dot)
  }

  /** True while a first direct message is being opened, because there is no channel to open before. */
  let wanted = false
  const directRow = () =>
    h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: 'place',
          'data-testid': 'open-im',
          onclick: () => {
            wanted = true
            show(false)
            void app.do({ kind: 'open_im', as: store.me })
          },
        },
        face(),
        h('span', { class: 'place-name' }, store.person(store.state.appUser).realName),
      ),
    )

  const draw = () => {
    const active = document.activeElement
    const focused =
      active instanceof HTMLElement && sidebar.contains(active) ? active.dataset['channel'] : ''
    const channels = store.channels()
    const direct = channels.filter(channel => channel.kind === 'im')
    byId('team-name').textContent = store.state.team.name
    fill(byId('channels'), ...channels.filter(c => c.kind === 'channel').map(row))
    fill(
      byId('directs'),
      ...(direct.length > 0 || !store.state.appUser ? direct.map(row) : [directRow()]),
    )
    const again = focused && sidebar.querySelector(`[data-channel="${CSS.escape(focused)}"]`)
    if (again instanceof HTMLElement) again.focus()
    const others = channels.filter(c => c.id !== store.channel && unreadIn(store, c.id).unread > 0)
    opener.classList.toggle('has-unread', others.length > 0)
    opener.setAttribute('aria-label', others.length > 0 ? 'Channels, some unread' : 'Channels')
  }

  store.on(['state', 'person', 'place', 'message', 'channels', 'connected', 'read'], draw)
  store.on('channels', () => {
    const direct = store.channels().find(channel => channel.kind === 'im')
    if (wanted && direct) store.open(direct.id)
    wanted &&= !direct
  })
  opener.addEventListener('click', () => show(!document.body.classList.contains('has-sidebar')))
  byId('shade').addEventListener('click', () => show(false))
  document.addEventListener('keydown', event => {
    const shown = document.body.classList.contains('has-sidebar')
    if (event.key === 'Escape' && shown && isPhone()) show(false)
  })
  sidebar.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    const places = [...sidebar.querySelectorAll('button')]
    const at = places.findIndex(place => place === document.activeElement)
    event.preventDefault()
    places[(at + step + places.length) % places.length]?.focus()
  })
  matchMedia('(max-width: 700px)').addEventListener('change', () => show(false))
  show(false)
}
