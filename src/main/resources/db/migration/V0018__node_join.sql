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

-- how it is reached: by the forced command that joining puts there, and through a tunnel that the machine itself opened
alter table node add column door text not null default 'SHELL' check (door in ('SHELL', 'FORCED'));
alter table node add column tunnel_port int unique check (tunnel_port between 1 and 65535);
alter table node add column tunnel_key text;
-- limits of builds that the machine's kernel was seen not to enforce, and alerts that are up or about to be
alter table node add column unenforced text not null default '';
alter table node add column alerts text not null default '';

-- A token that lets one machine join. Its secret is a row of `token`, hashed there; the first machine that shows it is the only one.
create table join_ticket (
    token_id    uuid primary key references token (id) on delete cascade,
    roles       text        not null,
    created_at  timestamptz not null default clock_timestamp(),
    used_at     timestamptz,
    host_key    text,
    node_name   text,
    check ((used_at is null) = (host_key is null) and (used_at is null) = (node_name is null))
);

-- What happened to a node, kept also after the node was removed.
create table node_event (
    id        bigint generated always as identity primary key,
    node_id   uuid        not null,
    node_name text        not null,
    kind      text        not null check (kind in ('state', 'alert')),
    data      jsonb       not null,
    at        timestamptz not null default clock_timestamp()
);
create index node_event_of_node on node_event (node_name, id);

create function node_event_from_node() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into node_event (node_id, node_name, kind, data)
        values (old.id, old.name, 'state', jsonb_build_object('state', 'removed', 'before', lower(old.state)));
    elsif tg_op = 'INSERT' or new.state is distinct from old.state then
        insert into node_event (node_id, node_name, kind, data)
        values (new.id, new.name, 'state', jsonb_strip_nulls(jsonb_build_object(
            'state', lower(new.state), 'reason', new.reason,
            'before', case when tg_op = 'UPDATE' then lower(old.state) end)));
    end if;
    return null;
end $$;

create trigger node_event_from_node after insert or update or delete on node
    for each row execute function node_event_from_node();
