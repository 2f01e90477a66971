/** The sample application's tables: an online shop that has grown and was never tuned. */

export const rows = {
  users: 400_000,
  profiles: 200_000,
  messages: 1_000_000,
  events: 240_000,
  receipts: 5_000,
} as const

/** Months of `events`, the current month last. */
export const months = 12

/** Partitions of the months to come: a runway that needs nobody. */
const monthsAhead = 4

export const schemaStatements: readonly string[] = [
  `create table users (
     id bigint generated always as identity primary key,
     email text not null,
     name text not null,
     country char(2) not null,
     active boolean not null,
     created_at timestamptz not null
   )`,
  `create table profiles (
     user_id bigint primary key references users,
     data jsonb not null
   )`,
  `create table messages (
     id bigint generated always as identity primary key,
     sender_id bigint not null references users,
     body text not null,
     sent_at timestamptz not null
   )`,
  `create table events (
     id bigint generated always as identity,
     user_id bigint not null references users,
     kind text not null,
     happened_at timestamptz not null,
     primary key (id, happened_at)
   ) partition by range (happened_at)`,
  `create table receipts (
     id bigint primary key,
     user_id bigint not null,
     paid numeric not null,
     note text
   )`,
  `create table places (
     id bigint generated always as identity primary key,
     name text not null,
     country char(2) not null,
     population integer not null,
     location point not null
   )`,
  `do $$
   declare month date := date_trunc('month', now()) - interval '${months - 1} months';
   begin
     while month <= date_trunc('month', now()) + interval '${monthsAhead} months' loop
       execute format('create table events_%s partition of events for values from (%L) to (%L)',
         to_char(month, 'YYYY_MM'), month, month + interval '1 month');
       month := month + interval '1 month';
     end loop;
   end $$`,
]
