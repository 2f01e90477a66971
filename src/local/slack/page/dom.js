// @ts-check
/** Builds elements from data. Strings become text nodes; markup is never parsed. */

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {(event: Event) => void} Listener */
/**
 * A function is a listener (`on…`), a boolean an empty attribute or `true`, other values are attributes.
 * @typedef {Record<string, string | number | boolean | null | undefined | Listener>} Attributes
 */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (typeof value === 'boolean')
      element.setAttribute(name, name.includes('-') ? 'true' : '')
    else element.setAttribute(name, String(value))
  }
  append(element, children)
  return element
}

/** @param {Node} parent @param {readonly Child[]} children */
const append = (parent, children) => {
  for (const child of children)
    if (child || child === '')
      parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
}

/** @param {Element} parent @param {...Child} children */
export const fill = (parent, ...children) => {
  parent.replaceChildren()
  append(parent, children)
}

/** @param {string} id @returns {HTMLElement} */
export const byId = id => {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no #${id}.`)
  return found
}

let count = 0
/** A fresh id, for aria-labelledby and the like. @param {string} stem */
export const freshId = stem => {
  count += 1
  return `${stem}-${count}`
}

export const isPhone = () => matchMedia('(max-width: 700px)').matches

/**
 * Runs a change and then restores the focus: to an element with the same action, else to the whole.
 * @param {HTMLElement} whole @param {() => void} change
 */
export const keepFocus = (whole, change) => {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || active === whole || !whole.contains(active)) {
    change()
    return
  }
  const { action, block } = active.dataset
  change()
  if (active.isConnected) {
    if (document.activeElement !== active) active.focus({ preventScroll: true })
    return
  }
  const same = [...whole.querySelectorAll('[data-action]')].filter(
    element => element instanceof HTMLElement && element.dataset['action'] === action,
  )
  const next =
    same.find(element => element instanceof HTMLElement && element.dataset['block'] === block) ??
    same[0] ??
    whole
  if (next instanceof HTMLElement) next.focus({ preventScroll: true })
}
