/** Whether words that should be a name read like data of a person, or like a key to something. */
const signs: readonly RegExp[] = [
  // An e-mail address, also as sqlcommenter writes it (it encodes for URLs).
  /[@\uff20]|%40/i,
  /pass(?:word|wd|phrase)|secret|token|api_?key|authori[sz]ation|bearer|cookie|session_?id/i,
  // A telephone or card number; a date too, which is no loss.
  /\d(?:[ .-]?\d){6}/,
  // A token: long, of letters and digits alike.
  /(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{20}/,
]

export const mayBeData = (words: string): boolean => signs.some(sign => sign.test(words))
