-- what a node offers and may be used for, and what it said of itself when it last answered
alter table node add column features text not null default '';
alter table node add column mandatory_features text not null default '';
alter table node add column region text;
alter table node add column capacity int check (capacity between 0 and 1000);
alter table node add column memory_limit bigint check (memory_limit > 0);
alter table node add column cpus int;
alter table node add column cpu_busy double precision;
alter table node add column disk_total bigint;
alter table node add column disk_free bigint;
alter table node add column builds int;
alter table node add column store_size bigint;
