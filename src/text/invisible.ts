/**
 * Invisible characters: controls, bidi marks, private use, fillers, variation selectors, line separators. A
 * plan with such characters could read differently from what runs (Unicode UAX #44, TR 39).
 */
const others = String.raw`[\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]`

export const invisible = new RegExp(String.raw`${others}|\p{Cc}`, 'u')

/** The same, where a text of several lines is shown. */
const invisibleInLines = new RegExp(String.raw`${others}|(?![\n\t])\p{Cc}`, 'gu')

/** `U+200B`. */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Makes invisible characters visible. */
export const visible = (text: string): string => text.replaceAll(invisibleInLines, codePoint)
