// @ts-check
/**
 * Faces and names.
 * @import { PagePerson } from '../page-protocol.ts'
 */
import { h } from './dom.js'

const colors = 8

/** @param {string} word @param {number} count */
const letters = (word, count) => Array.from(word).slice(0, count).join('').toUpperCase()

/** @param {PagePerson} person @param {string} [size] */
export const avatar = (person, size = '') => {
  const [first = '', second] = person.realName.split(/[\s-]+/).filter(Boolean)
  const initials = second ? letters(first, 1) + letters(second, 1) : letters(first, 2)
  let seed = 7
  for (const letter of person.id) seed = (seed * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  const color = person.isBot ? 'bot' : String(seed % colors)
  return h('span', { class: `avatar avatar-${color} ${size}`, 'aria-hidden': true }, initials)
}

/** "Olga · operator". @param {PagePerson} person */
export const nameAndTitle = person =>
  person.title ? `${person.realName} · ${person.title}` : person.realName
