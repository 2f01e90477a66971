-- The last look at the audit channel: for `status` and `doctor`, in whatever process they are asked.

create table howdah.channel_look (
  channel text primary key,
  -- Why Slack did not let Howdah read the channel, as a sentence; null when it did.
  unread text,
  at timestamptz not null default clock_timestamp()
);

grant select, insert, update on howdah.channel_look to :role;
