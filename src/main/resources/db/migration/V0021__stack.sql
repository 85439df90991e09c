-- Nix code and buildpacks as they were when an app was locked to them: an update of Firn leaves them as they are
create table distribution (
    digest     text primary key,
    files      bytea not null,
    created_at timestamptz not null default now()
);

-- what an app is built with until somebody moves it: the plan of its newest release, and the distribution it was built from
create table app_lock (
    app_id       uuid not null references app (id) on delete cascade,
    revision     bigint not null,
    distribution text not null references distribution (digest),
    package_set  text not null,
    plan         text not null,
    commit       text not null check (commit ~ '^[0-9a-f]{40}$'),
    tree         text not null check (tree ~ '^[0-9a-f]{40}$'),
    created_at   timestamptz not null,
    primary key (app_id, revision)
);
create index app_lock_of_distribution on app_lock (distribution);

-- what an administrator changed of the toolchains on offer
create table runtime (
    package_set text not null,
    tool        text not null,
    version     text not null,
    entry       text,
    hidden      boolean not null default false,
    deprecated  text,
    changed_at  timestamptz not null,
    primary key (package_set, tool, version)
);

create table runtime_pin (
    package_set text not null,
    tool        text not null,
    version     text not null,
    changed_at  timestamptz not null,
    primary key (package_set, tool)
);

create table stack_default (
    stack      text primary key,
    build      text,
    start      text,
    changed_at timestamptz not null
);

-- whether the run moves the app to what is offered now, and the digest of what it is built with
alter table run add column upgrade boolean not null default false;
alter table run add column recipe text;

-- the build that is the test of a run's app
alter table run add column test_build_id uuid;

-- how a build came about: the derivations that it stands on, compressed JSON
create table build_record (
    build_id uuid primary key references build (id) on delete cascade,
    record   bytea not null
);
