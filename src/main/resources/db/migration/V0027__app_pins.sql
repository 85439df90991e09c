-- hashes that an app's own registry told, for files whose lock file has none: they say nothing to other apps
create table app_source_pin (
    app_id     uuid not null references app (id) on delete cascade,
    registry   text not null,
    name       text not null,
    version    text not null,
    file       text not null,
    hash       text not null check (hash ~ '^sha(1|256|512)-'),
    created_at timestamptz not null default now(),
    primary key (app_id, registry, name, version, file)
);

-- whether the app's own registry gave a file: other apps' resolutions do not get it by its path then
alter table resolution_file add column own boolean not null default false;
