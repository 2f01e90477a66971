-- Where a button stands is asked of its plan's messages; nothing ever wrote these.

alter table howdah.button drop column channel, drop column ts;
