-- what a private upstream asks for, sealed with the master key
alter table cache_upstream add column login bytea;
