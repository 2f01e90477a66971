// @ts-check
/**
 * Native dialogs: the browser keeps the focus inside, makes the rest inert and closes on Esc.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { App } from './app.js'
 */

import { freshId, h } from './dom.js'
import { drawPlain, drawTextObject } from './draw-text.js'
import { icon } from './icons.js'
import { partAt, textAt } from './json.js'

/** @param {() => void} close */
export const closeButton = close =>
  h(
    'button',
    { type: 'button', class: 'plain-icon', 'aria-label': 'Close', onclick: close },
    icon('close'),
  )

/**
 * Asks the question before a button acts. @param {App} app @param {JsonObject} question
 * @returns {Promise<boolean>}
 */
export const confirmFirst = (app, question) =>
  new Promise(resolve => {
    const title = freshId('title')
    const body = freshId('body')
    const back = document.activeElement
    /** @param {boolean} answer */
    const answer = answer => {
      dialog.close()
      dialog.remove()
      if (back instanceof HTMLElement && back.isConnected) back.focus({ preventScroll: true })
      resolve(answer)
    }
    const danger = textAt(question, 'style') === 'danger'
    const say = (/** @type {string} */ key, /** @type {string} */ otherwise) =>
      drawPlain(textAt(partAt(question, key), 'text') || otherwise)
    const no = h(
      'button',
      {
        type: 'button',
        class: 'button',
        'data-testid': 'confirm-no',
        onclick: () => answer(false),
      },
      ...say('deny', 'Cancel'),
    )
    const yes = h(
      'button',
      {
        type: 'button',
        class: `button ${danger ? 'danger' : 'primary'}`,
        'data-testid': 'confirm-yes',
        onclick: () => answer(true),
      },
      ...say('confirm', 'Yes'),
    )
    const dialog = h(
      'dialog',
      {
        class: 'dialog confirm',
        role: 'alertdialog',
        'aria-labelledby': title,
        'aria-describedby': body,
        'data-testid': 'confirm',
      },
      h(
        'header',
        {},
        h('h2', { id: title }, ...say('title', 'Are you sure?')),
        closeButton(() => answer(false)),
      ),
      h(
        'div',
        { class: 'dialog-body rich', id: body },
        ...drawTextObject(app.store, partAt(question, 'text')),
      ),
      h('footer', {}, no, yes),
    )
    dialog.addEventListener('cancel', event => {
      event.preventDefault()
      answer(false)
    })
    document.body.appendChild(dialog)
    dialog.showModal()
    // A person who only presses Enter has not read the warning.
    if (danger) no.focus()
    else yes.focus()
  })
