/**
 * Whether Howdah wrote a row as it stands. `unsigned` rows are from before rows were signed, or by somebody
 * else.
 */
export type Genuineness = 'genuine' | 'unsigned' | 'forged'
