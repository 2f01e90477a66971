// @ts-check
/**
 * Faces and names.
 * @import { PagePerson } from '../page-protocol.ts'
 */
import { h } from './dom.js'

const colors = 8

/** @param {PagePerson} person @param {string} [size] */
export const avatar = (person, size = '') => {
  const words = person.realName.split(/[\s-]+/).filter(Boolean)
  const initials = words.slice(0, 2).map(word => [...word][0]?.toUpperCase() ?? '')
  const seed = [...person.id].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973, 7)
  const color = person.isBot ? 'bot' : String(seed % colors)
  return h(
    'span',
    { class: `avatar avatar-${color} ${size}`, 'aria-hidden': true },
    initials.join(''),
  )
}

/** "Olga · operator". @param {PagePerson} person */
export const nameAndTitle = person =>
  person.title ? `${person.realName} · ${person.title}` : person.realName
