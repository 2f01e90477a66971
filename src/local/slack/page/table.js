// @ts-check
/** A table. A phone shows the first columns, and the others on demand: the first tell what matters. */
import { freshId, h } from './dom.js'

const shownOnPhone = 3

/** The first row is the head, as in Slack. @param {readonly (readonly string[])[]} rows */
export const tableOf = rows => {
  const [head = [], ...body] = rows
  const id = freshId('table')
  const scroll = h(
    'div',
    { class: 'table-scroll', id, tabindex: '0', role: 'region', 'aria-label': 'Table' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...head.map(cell => h('th', { scope: 'col' }, cell)))),
      h(
        'tbody',
        {},
        ...body.map(row => h('tr', {}, ...row.map(cell => h('td', {}, ...breakable(cell))))),
      ),
    ),
  )
  const more = head.length - shownOnPhone
  return more > 0 ? h('div', { class: 'table-folds' }, scroll, unfold(scroll, id, more)) : scroll
}

/** @param {HTMLElement} scroll @param {string} id @param {number} more */
const unfold = (scroll, id, more) => {
  scroll.classList.add('is-folded')
  const button = h('button', {
    type: 'button',
    class: 'link table-more',
    'aria-controls': id,
    'data-testid': 'table-more',
  })
  const say = () => {
    const folded = scroll.classList.contains('is-folded')
    button.setAttribute('aria-expanded', String(!folded))
    button.textContent = `${folded ? 'Show' : 'Hide'} ${more} more ${more === 1 ? 'column' : 'columns'}`
  }
  button.addEventListener('click', () => {
    scroll.classList.toggle('is-folded')
    say()
  })
  say()
  return button
}

/** A long name may break behind an underscore. @param {string} cell @returns {(Node | string)[]} */
const breakable = cell =>
  cell
    .split(/(?<=\w{4}_)(?=\w{4})/)
    .flatMap((part, place) => (place === 0 ? [part] : [document.createElement('wbr'), part]))
