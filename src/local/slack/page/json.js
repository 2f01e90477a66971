// @ts-check
/**
 * Reads an app's JSON without trusting its shape: a wrong field counts as empty, so that a broken message
 * never breaks the page.
 * @import { Json, JsonObject } from '../page-protocol.ts'
 */

/** @param {unknown} value @returns {value is JsonObject} */
export const isObject = value =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {JsonObject | null} from @param {string} key @returns {string} */
export const textAt = (from, key) => {
  const value = from?.[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** @param {JsonObject | null} from @param {string} key @returns {JsonObject | null} */
export const partAt = (from, key) => {
  const value = from?.[key]
  return isObject(value) ? value : null
}

/** @param {JsonObject | null} from @param {string} key @returns {readonly JsonObject[]} */
export const partsAt = (from, key) => {
  const value = from?.[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** @param {JsonObject | null} from @param {string} key @returns {readonly (readonly JsonObject[])[]} */
export const rowsAt = (from, key) => {
  const value = from?.[key]
  if (!Array.isArray(value)) return []
  return value.map(row => (Array.isArray(row) ? row.filter(isObject) : []))
}

/** @param {unknown} a @param {unknown} b */
export const sameJson = (a, b) => JSON.stringify(a) === JSON.stringify(b)
