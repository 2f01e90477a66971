import { describe, expect, test } from 'vitest'
import { kindOf } from '#model/action'
import type { CopyAction } from '#model/actions/copy'

const copy: CopyAction = {
  kind: 'copy',
  node: 'shop-1',
  database: 'app',
  duty: 'ddl',
  role: 'app',
  from: {
    cluster: 'shop-1403',
    node: 'clone-1',
    database: 'app',
    table: `public."O'Brien"`,
    lsn: '0/3000060',
  },
  schema: 'back',
  table: `"O'Brien"`,
  columns: [
    { name: 'id', type: 'bigint', notNull: true },
    { name: '"Note"', type: 'text COLLATE pg_catalog."C"', notNull: false },
  ],
  shutOut: { schema: ['reader'], table: ['PUBLIC', 'reader'] },
  grants: [{ privileges: 'SELECT, UPDATE ("Note")', to: 'reader', grantable: true }],
  way: 'copy',
  deadlineSeconds: 60,
}

const shownOf = (action: CopyAction): string => kindOf(action).show(action).text

describe('a copy of rows', () => {
  test('shows each statement of both sides, in the order of sending', () => {
    expect(shownOf(copy)).toMatchInlineSnapshot(`
      "-- in shop-1403, on clone-1, database app
      BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
      SET LOCAL row_security TO off;
      SET LOCAL lc_monetary TO 'C';
      SET LOCAL xmloption TO content;
      LOCK TABLE public."O'Brien" IN ACCESS SHARE MODE NOWAIT;
      SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END AS lsn;
      COPY (SELECT * FROM public."O'Brien") TO STDOUT;
      SELECT count(*) AS rows, coalesce(sum(('x' || left(encode(sha256(convert_to(line, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0)::text AS hash FROM (SELECT format('%s', one.*) AS line FROM public."O'Brien" one) lines;
      ROLLBACK;
      -- on shop-1: what the COPY above gives goes into this one
      BEGIN;
      SET LOCAL row_security TO off;
      SET LOCAL lc_monetary TO 'C';
      SET LOCAL xmloption TO content;
      CREATE SCHEMA back;
      REVOKE ALL ON SCHEMA back FROM reader;
      CREATE TABLE back."O'Brien" (id bigint NOT NULL, "Note" text COLLATE pg_catalog."C");
      REVOKE ALL ON TABLE back."O'Brien" FROM PUBLIC, reader;
      GRANT SELECT, UPDATE ("Note") ON TABLE back."O'Brien" TO reader WITH GRANT OPTION;
      COPY back."O'Brien" FROM STDIN;
      CREATE TABLE back.howdah_copy AS SELECT split_part(current_setting('application_name'), ' ', 2) AS run, 'public."O''Brien" of shop-1403, database app, at 0/3000060' AS source, now() AS at, told.* FROM (SELECT count(*) AS rows, coalesce(sum(('x' || left(encode(sha256(convert_to(line, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0)::text AS hash FROM (SELECT format('%s', one.*) AS line FROM back."O'Brien" one) lines) told;
      SELECT rows, hash FROM back.howdah_copy;
      -- where count and hash are the same on both sides
      COMMIT"
    `)
  })

  test('shows that its removal counts and hashes the rows once more', () => {
    expect(shownOf({ ...copy, way: 'remove' })).toMatchInlineSnapshot(`
      "BEGIN;
      SET LOCAL row_security TO off;
      SET LOCAL lc_monetary TO 'C';
      SET LOCAL xmloption TO content;
      LOCK TABLE back."O'Brien", back.howdah_copy IN ACCESS EXCLUSIVE MODE NOWAIT;
      SELECT count(*) = 1 AND bool_and(kept.rows = now.rows AND kept.hash = now.hash) AS same FROM back.howdah_copy kept, (SELECT count(*) AS rows, coalesce(sum(('x' || left(encode(sha256(convert_to(line, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0)::text AS hash FROM (SELECT format('%s', one.*) AS line FROM back."O'Brien" one) lines) now;
      DROP TABLE back."O'Brien", back.howdah_copy;
      DROP SCHEMA back;
      COMMIT"
    `)
  })
})
