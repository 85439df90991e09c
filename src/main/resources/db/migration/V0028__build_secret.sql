-- what an app's build may know and nothing else: sealed with the master key; the version stands for the value in derivations
create table build_secret (
    app_id     uuid not null references app (id) on delete cascade,
    name       text not null,
    sealed     bytea not null,
    version    uuid not null,
    created_at timestamptz not null default now(),
    primary key (app_id, name)
);
