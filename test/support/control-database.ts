/** The control database set up by the book: an owner, and Howdah's own role. */
import type { PostgresServer } from '#local/postgres/server'

export const controlRoles = [
  `create role howdah_owner login password 'owner'`,
  `create role howdah login password 'control'`,
  'create database howdah owner howdah_owner',
] as const

export const ownerUrlOf = (server: PostgresServer): string =>
  server.url('howdah', 'howdah_owner', 'owner')
