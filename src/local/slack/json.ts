/** Reads fields of unchecked JSON. */
import type { Json, JsonObject } from '#local/slack/page-protocol'

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectAt = (value: JsonObject, key: string): JsonObject => {
  const found = value[key]
  return isObject(found) ? found : {}
}

export const listAt = (value: JsonObject, key: string): readonly Json[] => {
  const found = value[key]
  return Array.isArray(found) ? found : []
}

export const objectsAt = (value: JsonObject, key: string): readonly JsonObject[] =>
  listAt(value, key).filter(isObject)

/** Null when the value is missing or not a string. */
export const textAt = (value: JsonObject, key: string): string | null => {
  const found = value[key]
  return typeof found === 'string' ? found : null
}

export const parseJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
