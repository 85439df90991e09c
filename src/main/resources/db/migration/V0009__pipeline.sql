-- One run moves an app from one state to another. The rows say where it stands; whether a step is done, the world says.
create table run (
    id              uuid primary key,
    seq             bigint generated always as identity unique,
    app_id          uuid        not null references app (id) on delete cascade,
    kind            text        not null check (kind in ('DEPLOY', 'ROLLBACK', 'DESTROY')),
    push_id         uuid unique references push (id) on delete cascade,
    commit          text check (commit ~ '^[0-9a-f]{40}$'),
    tree            text check (tree ~ '^[0-9a-f]{40}$'),
    state           text        not null check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    step            text,
    past_return     boolean     not null default false,
    attempt         integer     not null default 0,
    stuck           integer     not null default 0,
    cancel_reason   text,
    superseded_by   uuid,
    rollback_to     integer,
    with_config     boolean     not null default false,
    unchanged       boolean     not null default false,
    inputs          text,
    build_id        uuid,
    root            text,
    image           text,
    release_number  integer,
    fault_code      text,
    fault           text,
    hint            text,
    token_id        uuid,
    idempotency_key text,
    created_at      timestamptz not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    version         bigint      not null default 0,
    check (kind <> 'DEPLOY' or (commit is not null and tree is not null)),
    check ((ended_at is not null) = (state in ('SUCCEEDED', 'FAILED', 'CANCELLED')))
);

create unique index run_idempotency on run (app_id, idempotency_key) where idempotency_key is not null;
create index run_open on run (app_id, seq) where state in ('QUEUED', 'RUNNING');
create index run_newest on run (app_id, seq desc);

create table run_step (
    run_id     uuid        not null references run (id) on delete cascade,
    position   integer     not null,
    attempt    integer     not null,
    name       text        not null,
    state      text        not null check (state in ('RUNNING', 'DONE', 'SKIPPED', 'FAILED', 'CANCELLED')),
    reason     text,
    detail     text,
    started_at timestamptz not null,
    ended_at   timestamptz,
    primary key (run_id, name)
);
