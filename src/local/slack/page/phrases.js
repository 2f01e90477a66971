// @ts-check
/**
 * The box's suggestions during typing.
 * @import { PageCompletion } from '../page-protocol.ts'
 * @import { Store } from './store.js'
 */

/**
 * Commands, but not in threads, where Slack has no commands; and mentions of the app with the same words,
 * but not in the app's direct message, where a mention is no event.
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
