/** `["public", the LSN that step 2 reads]`: values as JSON writes them, and words where a value comes later. */
export const valuesInWords = (
  values: readonly (string | number | boolean | null | { readonly words: string })[],
): string =>
  `[${values
    .map(value =>
      typeof value === 'object' && value !== null ? value.words : JSON.stringify(value),
    )
    .join(',')}]`
