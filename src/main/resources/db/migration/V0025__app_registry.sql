-- private registries of an app: their keys are sealed with the master key, and are sent to that address alone
create table app_registry (
    app_id     uuid not null references app (id) on delete cascade,
    registry   text not null,
    base       text not null,
    sealed     bytea not null,
    created_at timestamptz not null default now(),
    primary key (app_id, registry)
);
