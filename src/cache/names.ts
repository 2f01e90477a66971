/** Bounds of names that applications choose: a message with a key has to fit a notification of PostgreSQL. */
const mostBytes = 512
const namespacePattern = /^[a-z][a-z0-9-]{0,62}$/

export const checkNamespace = (name: string): void => {
  if (!namespacePattern.test(name))
    throw new RangeError(
      `A namespace is named by lower-case letters, digits and hyphens, at most 63, and this is ${JSON.stringify(name.slice(0, 80))}.`,
    )
}

/** Keys and tags: two different keys must not become the same text in the shared level. */
export const checkKey = (key: string): void => {
  const isSafe = key.isWellFormed() && !key.includes('\0')
  if (key.length === 0 || !isSafe || Buffer.byteLength(key) > mostBytes)
    throw new RangeError(
      `A key or tag is well-formed text of 1 to ${mostBytes} bytes without NUL: use a hash of the longer text.`,
    )
}
