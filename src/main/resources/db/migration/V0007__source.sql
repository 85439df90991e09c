-- Accepted pushes to the branch that deploys. Written once, never changed: what becomes of a push is its run's business.
create table push (
    id         uuid primary key,
    seq        bigint generated always as identity unique,
    app_id     uuid        not null references app (id) on delete cascade,
    ref        text        not null,
    old_commit text,
    commit     text        not null check (commit ~ '^[0-9a-f]{40}$'),
    tree       text        not null check (tree ~ '^[0-9a-f]{40}$'),
    token_id   uuid,
    via        text        not null check (via in ('GIT', 'ARCHIVE', 'RECONCILED')),
    created_at timestamptz not null
);

create index push_newest on push (app_id, seq desc);
