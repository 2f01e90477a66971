/** Whether the value of a setting may be or hold a password: such a value is never shown, planned or recorded. */

/** Stands for such a value wherever the value would stand. */
export const notShown = '(not shown: it may hold a password)'

const named =
  /pass(word|wd|phrase)|secret|token|credential|(access|api|private|encryption|master)_?key/i

/** `password=…`, `AWS_SECRET_ACCESS_KEY=…`, `https://user:word@host`, `curl -u user:word`, a key in PEM. */
const written =
  /(pass(?!file)(word|wd|phrase)?|secret|token|credential|(access|account|api|private|encryption)[_-]?key)\w*["']?\s*[=:]\s*\S|:\/\/[^\s/:@]*:[^\s/@]+@|\s-u\s*\S+:\S|-----BEGIN/i

/** Any text that people or servers wrote. */
export const mayHoldSecret = (text: string): boolean => written.test(text)

/** A setting by name, `ssl_passphrase_command`, or by value. */
export const isSecretSetting = (name: string, value: string | null): boolean =>
  (value !== null &&
    value !== '' &&
    named.test(name) &&
    !/_file$|^password_encryption$/.test(name)) ||
  mayHoldSecret(value ?? '')

export const withheldSetting = (name: string, value: string | null): string | null =>
  isSecretSetting(name, value) ? notShown : value
