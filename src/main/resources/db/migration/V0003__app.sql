create table app (
    id             uuid primary key,
    org_id         uuid not null references org (id),
    name           text not null unique check (name ~ '^[a-z][a-z0-9-]{0,38}[a-z0-9]$'),
    default_branch text not null default 'main',
    state          text not null check (state in ('ACTIVE', 'DELETING')),
    health_path    text,
    keep_warm_ms   bigint,
    created_at     timestamptz not null,
    version        bigint not null
);
create index app_of_org on app (org_id, name);

-- each change of an app's configuration is a revision; old ones stay, for releases and for telling what changed
create table app_config (
    app_id     uuid not null references app (id) on delete cascade,
    revision   bigint not null,
    vars       bytea not null,
    changed_at timestamptz not null,
    changed_by uuid,
    primary key (app_id, revision)
);

create table app_process (
    app_id uuid not null references app (id) on delete cascade,
    name   text not null,
    scale  int not null check (scale between 0 and 100),
    primary key (app_id, name)
);
