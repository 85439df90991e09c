-- what an app's build tool asked of a registry when its dependencies were resolved once: for tools without a lock file
create table resolution (
    id          uuid primary key,
    app_id      uuid not null references app (id) on delete cascade,
    digest      text not null,
    registry    text not null,
    secret      text not null, -- part of the address that the tool is given; of no use once the resolution has ended
    state       text not null check (state in ('OPEN', 'DONE')),
    build_id    uuid,
    created_at  timestamptz not null default now(),
    unique (app_id, digest)
);

create table resolution_file (
    resolution_id uuid not null references resolution (id) on delete cascade,
    file          text not null,
    hex           text not null check (hex ~ '^[0-9a-f]{64}$'),
    primary key (resolution_id, file)
);

create index resolution_file_by_name on resolution_file (file);
