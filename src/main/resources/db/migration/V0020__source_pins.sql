-- hashes of files whose lock file has none, as the registry told them when they were first asked for; never changed
create table source_pin (
    registry   text not null,
    name       text not null,
    version    text not null,
    file       text not null,
    hash       text not null check (hash ~ '^sha(1|256|512)-'),
    created_at timestamptz not null default now(),
    primary key (registry, name, version, file)
);
