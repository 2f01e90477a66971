// @ts-check
/**
 * Each person's read position, per tab.
 * @import { Store } from './store.js'
 */

/** @param {Store} store @param {string} channel */
const keyOf = (store, channel) => `read/${store.me}/${channel}`

/** The newest ts that this person has seen; '' for none yet. @param {Store} store @param {string} channel */
export const readUntil = (store, channel) => sessionStorage.getItem(keyOf(store, channel)) ?? ''

/** @param {Store} store @param {string} channel */
export const markRead = (store, channel) => {
  const last = store.channelMessages(channel).at(-1)?.ts
  if (!last || last <= readUntil(store, channel)) return
  sessionStorage.setItem(keyOf(store, channel), last)
  store.tell('read')
}

/** @param {Store} store @param {string} channel @returns {{ unread: number, mentions: number }} */
export const unreadIn = (store, channel) => {
  const from = readUntil(store, channel)
  const newer = store
    .channelMessages(channel)
    .filter(message => message.ts > from && message.user !== store.me)
  const direct = store.state.channels.find(({ id }) => id === channel)?.kind === 'im'
  const named = newer.filter(({ text, blocks }) =>
    `${text} ${JSON.stringify(blocks)}`.includes(`<@${store.me}`),
  )
  return { unread: newer.length, mentions: direct ? newer.length : named.length }
}
