-- who may work on what; the epoch grows with each change of hands, and whoever holds an old one is fenced off
create table lease (
    name  text primary key,
    owner text not null,
    epoch bigint not null,
    until timestamptz not null
);

create table operation (
    id          uuid primary key,
    org_id      uuid not null references org (id),
    kind        text not null,
    subject     text not null,
    state       text not null check (state in ('RUNNING', 'SUCCEEDED', 'FAILED')),
    result      text,
    fault_code  text,
    message     text,
    hint        text,
    created_at  timestamptz not null,
    finished_at timestamptz,
    version     bigint not null
);
create index operation_of_org on operation (org_id, id);
