// @ts-check
/**
 * Modals: the top view of the acting person's stack. Lower views keep their entered values.
 * @import { JsonObject } from '../page-protocol.ts'
 * @import { PageView } from '../page-protocol.ts'
 * @import { App } from './app.js'
 * @import { Surface } from './blocks.js'
 */
import { drawBlock } from './blocks.js'
import { settled } from './combobox.js'
import { plainAt } from './controls.js'
import { closeButton } from './dialogs.js'
import { fill, freshId, h, keepFocus } from './dom.js'
import { drawPlain } from './draw-text.js'
import { inputBlock } from './input-block.js'
import { readValues, valueOf, writeValues } from './inputs.js'
import { partAt, partsAt, textAt } from './json.js'

class Modal {
  dialog
  #app
  #page
  #title
  #form
  #foot
  #alert
  #drawn = ''

  /** @param {App} app @param {PageView} page */
  constructor(app, page) {
    this.#app = app
    this.#page = page
    const title = freshId('modal')
    this.#title = h('h2', { id: title })
    this.#form = h('div', { class: 'dialog-body' })
    this.#foot = h('footer')
    this.#alert = h('p', { class: 'modal-alert', role: 'alert' })
    const form = h(
      'form',
      { novalidate: true },
      h(
        'header',
        {},
        this.#title,
        closeButton(() => void this.#close()),
      ),
      this.#form,
      this.#alert,
      this.#foot,
    )
    form.addEventListener('submit', event => {
      event.preventDefault()
      void this.#submit()
    })
    this.dialog = h(
      'dialog',
      {
        class: 'dialog modal',
        'aria-labelledby': title,
        'data-testid': 'modal',
        'data-view': page.id,
      },
      form,
    )
    this.dialog.addEventListener('cancel', event => {
      event.preventDefault()
      void this.#close()
    })
    this.update(page)
  }

  show() {
    if (this.dialog.open) return
    document.body.appendChild(this.dialog)
    this.dialog.showModal()
    this.#begin()
  }

  #begin() {
    const first =
      this.#form.querySelector('[data-focus-first]') ??
      this.#form.querySelector('input, textarea, select') ??
      this.#foot.querySelector('.primary')
    if (first instanceof HTMLElement) first.focus()
  }

  hide() {
    this.dialog.close()
    this.dialog.remove()
  }

  /** @param {PageView} page */
  update(page) {
    this.#page = page
    const { view } = page
    const json = JSON.stringify(view)
    if (json !== this.#drawn) {
      keepFocus(this.dialog, () => {
        const entered = readValues(this.#form)
        this.#draw(view)
        writeValues(this.#form, entered)
      })
      this.#drawn = json
      // The focused element is gone: focus the first input of the new page.
      if (this.dialog.open && document.activeElement === this.dialog) this.#begin()
    }
    this.#errors(page.errors)
  }

  /** @param {JsonObject} view */
  #draw(view) {
    fill(this.#title, ...drawPlain(plainAt(view, 'title')))
    /** @type {Surface} */
    const surface = {
      act: async (blockId, actionId, { selected } = {}) => {
        await settled()
        return this.#app.do({
          kind: 'act_in_view',
          as: this.#page.user,
          viewId: this.#page.id,
          blockId,
          actionId,
          values: readValues(this.#form),
          ...(selected === undefined ? {} : { selected }),
        })
      },
      suggest: (blockId, actionId, value) =>
        this.#app.suggest({
          kind: 'suggest',
          as: this.#page.user,
          viewId: this.#page.id,
          blockId,
          actionId,
          value,
        }),
    }
    fill(
      this.#form,
      ...partsAt(view, 'blocks').map(block =>
        textAt(block, 'type') === 'input'
          ? inputBlock(surface, block)
          : drawBlock(this.#app, surface, block),
      ),
    )
    const submit = plainAt(view, 'submit')
    fill(
      this.#foot,
      h(
        'button',
        {
          type: 'button',
          class: 'button',
          'data-testid': 'modal-close',
          onclick: () => void this.#close(),
        },
        ...drawPlain(plainAt(view, 'close') || (submit ? 'Cancel' : 'Close')),
      ),
      submit &&
        h(
          'button',
          { type: 'submit', class: 'button primary', 'data-testid': 'modal-submit' },
          ...drawPlain(submit),
        ),
    )
  }

  /** @param {Readonly<Record<string, string>>} errors by block */
  #errors(errors) {
    let first = null
    for (const whole of this.#form.querySelectorAll('[data-input-block]')) {
      const error = errors[whole.getAttribute('data-input-block') ?? ''] ?? ''
      const line = whole.querySelector('.input-error')
      const control = whole.querySelector('[data-input]')
      if (!(line && control)) continue
      if (line.textContent !== error) line.textContent = error
      control.toggleAttribute('aria-invalid', false)
      if (error) control.setAttribute('aria-invalid', 'true')
      if (error) first ??= control
    }
    if (first instanceof HTMLElement) first.focus()
  }

  /** Checks required inputs as Slack's own page does before sending. @returns {Record<string, string>} */
  #missing() {
    /** @type {Record<string, string>} */
    const errors = {}
    for (const block of partsAt(this.#page.view, 'blocks')) {
      if (textAt(block, 'type') !== 'input') continue
      const id = textAt(block, 'block_id')
      const control = this.#form.querySelector(
        `[data-input-block="${CSS.escape(id)}"] [data-input]`,
      )
      if (!control) continue
      const value = valueOf(control)
      const least = Number(textAt(partAt(block, 'element'), 'min_length') || 0)
      if (value === null) {
        if (block['optional'] !== true) errors[id] = 'Please complete this required field.'
      } else if (value.length < least) errors[id] = `Please enter at least ${least} characters.`
    }
    return errors
  }

  async #submit() {
    const button = this.#foot.querySelector('.primary')
    if (!button || button.getAttribute('aria-busy') === 'true') return
    await settled()
    const missing = this.#missing()
    this.#errors(missing)
    this.#alert.textContent = ''
    if (Object.keys(missing).length > 0) return
    button.setAttribute('aria-busy', 'true')
    const { user, id } = this.#page
    const values = readValues(this.#form)
    const error = await this.#app.try({ kind: 'submit_view', as: user, viewId: id, values })
    button.removeAttribute('aria-busy')
    if (error) this.#alert.textContent = error
  }

  async #close() {
    const { user, id } = this.#page
    const error = await this.#app.try({ kind: 'close_view', as: user, viewId: id })
    if (error) this.#alert.textContent = error
  }
}

/** @param {App} app */
export const startModals = app => {
  /** @type {Map<string, Modal>} */
  const modals = new Map()
  /** The focused element before the first modal. @type {Element | null} */
  let back = null
  const draw = () => {
    const mine = app.store.myViews()
    const top = mine.at(-1)
    const before = document.activeElement
    const wasOpen = [...modals.values()].some(modal => modal.dialog.open)
    for (const [id, modal] of modals) {
      if (id !== top?.id && modal.dialog.open) modal.hide()
      if (!app.store.state.views.some(page => page.id === id)) modals.delete(id)
    }
    if (!top) {
      if (wasOpen && back instanceof HTMLElement && back.isConnected)
        back.focus({ preventScroll: true })
      return
    }
    if (!wasOpen) back = before
    const known = modals.get(top.id)
    const modal = known ?? new Modal(app, top)
    if (known) known.update(top)
    modals.set(top.id, modal)
    modal.show()
  }
  app.store.on(['state', 'person', 'views'], draw)
}
