// @ts-check
/**
 * What the box offers while one types.
 * @import { PageCompletion } from '../page-protocol.ts'
 * @import { Store } from './store.js'
 */

/**
 * Commands, but not in threads, where Slack has none; and the same words to the app by its name, but
 * not in its direct message, where it is not told of mentions.
 * @param {Store} store @param {boolean} inThread @returns {readonly PageCompletion[]}
 */
export const phrases = (store, inThread) => {
  const commands = store.state.completions
  if (store.openChannel()?.kind === 'im') return inThread ? [] : commands
  const name = `@${store.person(store.state.appUser).name}`
  const mentions = [
    { text: `${name} `, hint: inThread ? 'Ask it in this thread' : 'Ask it in this channel' },
    ...commands.map(({ text, hint }) => ({ text: text.replace(/^\S+/, name), hint })),
  ]
  return inThread ? mentions : [...commands, ...mentions]
}
