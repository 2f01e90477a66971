// @ts-check
/**
 * The middle of the page: the open channel.
 * @import { App } from './app.js'
 */
import { Composer } from './composer.js'
import { byId, fill, h, isPhone } from './dom.js'
import { drawMrkdwn } from './draw-text.js'
import { icon } from './icons.js'
import { summary } from './message.js'
import { MessageList } from './message-list.js'
import { avatar } from './people.js'
import { isReply } from './store.js'
import { markRead, readUntil } from './unread.js'

/** Progress alone is no news: nobody wants each step of a bar read out. @param {string} text */
const apartFromFigures = text => text.replaceAll(/[\d.,%]+/g, '')

/** @param {App} app */
export const startChannel = app => {
  const { store } = app
  const intro = h('div', { class: 'intro' })
  const list = new MessageList(app, { inThread: false, testid: 'messages', intro })
  const composer = new Composer(app, { inThread: false })
  byId('channel-list').replaceWith(list.element)
  byId('channel-composer').replaceWith(composer.element)

  const name = () => {
    const channel = store.openChannel()
    if (!channel) return ''
    return channel.kind === 'im' ? store.person(store.state.appUser).realName : channel.name
  }

  const drawHead = () => {
    const channel = store.openChannel()
    const direct = channel?.kind === 'im'
    const app = store.person(store.state.appUser)
    fill(byId('channel-name'), direct ? avatar(app, 'small') : icon('hash'), h('span', {}, name()))
    const topic = channel?.topic ?? ''
    fill(byId('channel-topic'), ...drawMrkdwn(store, topic))
    byId('channel-members').textContent =
      channel && !direct ? `${channel.members.length || store.state.people.length} members` : ''
    document.title = `${name() || 'Loading'} - ${store.state.team.name || 'Slack'} (local)`
    list.name(`Messages in ${name()}`)
    composer.moveTo(direct ? `Message ${name()}: begin with /` : `Message #${name()}`)
    drawIntro(direct, topic)
  }

  /** @param {boolean} direct @param {string} topic */
  const drawIntro = (direct, topic) => {
    const first = store.state.completions.slice(0, 3)
    const app = store.person(store.state.appUser)
    fill(
      intro,
      direct ? avatar(app, 'large') : h('span', { class: 'intro-hash' }, icon('hash')),
      h('h2', {}, direct ? app.realName : `Welcome to #${name()}`),
      h(
        'p',
        {},
        direct
          ? `This conversation is between ${app.realName} and you. ${app.realName} answers commands here: begin with /. It reads no other messages.`
          : 'This is the very beginning of the channel. ',
      ),
      topic && h('div', { class: 'rich intro-topic' }, ...drawMrkdwn(store, topic)),
      first.length > 0 &&
        h(
          'p',
          { class: 'suggestions' },
          'Try ',
          ...first.map(({ text, hint }) =>
            h(
              'button',
              {
                type: 'button',
                class: 'suggestion',
                title: hint,
                'data-testid': 'suggestion',
                onclick: () => composer.put(text),
              },
              text.trim(),
            ),
          ),
        ),
    )
  }

  const seen = () => document.visibilityState === 'visible' && markRead(store, store.channel)
  const open = () => {
    drawHead()
    list.open(store.channelMessages(store.channel), readUntil(store, store.channel))
    byId('main').classList.toggle('is-loading', !store.loaded)
    seen()
  }
  let place = ''
  store.on('state', () => {
    const here = `${store.me}/${store.channel}`
    if (here !== place) open()
    else {
      drawHead()
      list.set(store.channelMessages(store.channel))
      seen()
    }
    place = here
  })
  store.on(['person', 'place'], () => {
    open()
    place = `${store.me}/${store.channel}`
    if (!isPhone()) composer.focus()
  })
  store.on('channels', drawHead)
  store.on('message', message => {
    if (!message || message.channel !== store.channel) return
    const inChannel = !isReply(message) || message.broadcast
    const known = store.message(message.channel, message.ts) === message
    const before = list.textOf(message.ts)
    list.set(store.channelMessages(store.channel))
    const mine = message.user === store.me || (message.onlyFor && message.onlyFor !== store.me)
    const news = before === undefined || apartFromFigures(before) !== apartFromFigures(message.text)
    if (known && news && inChannel && !mine) app.announce(summary(app, message))
    seen()
  })
  document.addEventListener('visibilitychange', seen)
}
