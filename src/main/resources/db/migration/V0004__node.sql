-- machines under Firn's care: builders and runtime machines
create table node (
    id               uuid primary key,
    name             text not null unique check (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    roles            text not null,
    host             text not null,
    port             int not null check (port between 1 and 65535),
    ssh_user         text not null,
    host_key         text not null,
    systems          text not null,
    slots            int not null check (slots between 0 and 1000),
    labels           text not null,
    state            text not null
        check (state in ('JOINING', 'HEALTHY', 'SUSPECT', 'LOST', 'DRAINING', 'DISABLED')),
    reason           text,
    joined_at        timestamptz not null,
    last_seen        timestamptz,
    load1            double precision,
    memory_total     bigint,
    memory_available bigint,
    store_total      bigint,
    store_free       bigint,
    nix_version      text,
    version          bigint not null
);
