-- a resolution whose recorder went away meanwhile begins again: how often it was begun, and under which epoch of its app's lease
alter table resolution add column starts integer not null default 0;
alter table resolution add column epoch bigint not null default 0;

-- the name of the lock file that the tool made
alter table resolution add column lock_file text not null default 'package-lock.json';

-- why the tool did not get what it asked for, last
alter table resolution add column refusal text;
