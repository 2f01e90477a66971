/** `shop-1`, `shop-1 and shop-2`, `shop-1, shop-2 and shop-3`. */
export const listed = (names: readonly string[], word: 'and' | 'or' = 'and'): string => {
  const [first = '', ...others] = names
  const last = others.pop()
  return last === undefined ? first : `${[first, ...others].join(', ')} ${word} ${last}`
}
