/** E-mail addresses of the shop: as the loader makes them, and as a visitor types them. */
import { createHash } from 'node:crypto'
import { rows } from '#local/sample/schema'

const names = ['Anna', 'Ben', 'Chen', 'Dilip', 'Eva', 'Femi', 'Goran', 'Hana'] as const

/** Every 20th user is active. */
const activeEvery = 20

/** The address of user `i`, in SQL. */
export const emailSql = `(array[${names.map(name => `'${name}'`).join(',')}])[1 + i % ${names.length}] || '.' || md5(i::text) || '@Example.com'`
export const activeSql = `i % ${activeEvery} = 0`

/** The address of some active user, in lower case. */
export const searchedEmail = (): string => {
  const user = activeEvery * (1 + Math.floor(Math.random() * (rows.users / activeEvery)))
  const name = names[user % names.length] ?? names[0]
  return `${name.toLowerCase()}.${createHash('md5').update(String(user)).digest('hex')}@example.com`
}
