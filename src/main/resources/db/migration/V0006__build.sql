-- one build of one flake for one app; its attempts are rows of builder_job
create table build (
    id           uuid primary key,
    app_id       uuid not null references app (id) on delete cascade,
    flake_key    text not null,
    attr         text not null,
    system       text not null,
    state        text not null check (state in ('QUEUED', 'BUILDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    attempt      int not null default 0,
    node_id      uuid,
    out_path     text,
    nar_hash     text,
    exit_code    int,
    reason       text,
    skipped      boolean not null default false,
    cancel_asked boolean not null default false,
    log_bytes    bigint not null default 0,
    created_at   timestamptz not null,
    started_at   timestamptz,
    ended_at     timestamptz,
    version      bigint not null
);
create index build_of_app on build (app_id, created_at desc);
create index build_of_flake on build (app_id, flake_key) where state = 'SUCCEEDED';

-- a build's log in pieces; a piece begins where the one before it ends
create table build_log (
    build_id uuid not null references build (id) on delete cascade,
    start_at bigint not null,
    bytes    bytea not null,
    primary key (build_id, start_at)
);

-- one attempt of a build on one builder; holds a slot there while ASSIGNED
create table builder_job (
    id          uuid primary key,
    build_id    uuid not null,
    attempt     int not null,
    node_id     uuid not null,
    state       text not null check (state in ('ASSIGNED', 'ENDED', 'GIVEN_UP')),
    reason      text,
    log_base    bigint not null,
    assigned_at timestamptz not null,
    ended_at    timestamptz,
    version     bigint not null,
    unique (build_id, attempt)
);
create index builder_job_open on builder_job (node_id) where state <> 'ENDED';
