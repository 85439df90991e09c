-- what can run: never changes once it is written
create table release (
    id              uuid primary key,
    app_id          uuid not null references app (id),
    number          int not null check (number > 0),
    root            text not null,
    image           text not null check (image like '%@sha256:%'),
    config_revision bigint not null,
    config          bytea not null,
    processes       text[] not null check (cardinality(processes) > 0),
    reason          text not null,
    run_id          uuid not null unique,
    created_at      timestamptz not null,
    unique (app_id, number)
);

-- which release serves: the one row whose change is a cut-over. The proxy is made to match it.
create table app_live (
    app_id       uuid primary key references app (id),
    live_release int,
    epoch        bigint not null,
    changed_at   timestamptz not null,
    foreign key (app_id, live_release) references release (app_id, number)
);

-- where a release is on its way onto the target and off it again
create table rollout (
    id         uuid primary key,
    app_id     uuid not null,
    release    int not null,
    state      text not null check (state in ('STARTING', 'READY', 'LIVE', 'WARM', 'FAILED', 'RETIRED')),
    keep_until timestamptz,
    reason     text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version    bigint not null,
    unique (app_id, release),
    foreign key (app_id, release) references release (app_id, number)
);
create index rollout_running on rollout (state) where state in ('STARTING', 'READY', 'LIVE', 'WARM');
create unique index rollout_one_live on rollout (app_id) where state = 'LIVE';

-- what was last seen of each copy that runs, and whether it answers
create table instance (
    id         text primary key,
    app_id     uuid not null references app (id),
    release    int not null,
    process    text not null,
    slot       int not null,
    state      text not null check (state in ('WAITING', 'STARTING', 'RUNNING', 'EXITED', 'REFUSED', 'STOPPED')),
    node       text not null,
    address    text,
    port       int not null,
    exit_code  int,
    message    text not null,
    since      timestamptz not null,
    healthy    boolean not null,
    failures   int not null,
    answer     text not null,
    checked_at timestamptz not null
);
create index instance_of_release on instance (app_id, release);
