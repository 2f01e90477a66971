-- A button that says a command is found again by its words: answers that offer the same share one row.

create index button_command_idx on howdah.button (md5(command)) where plan_id is null;
