-- when one of our own last said that it has the path and counts on it; collection spares what was used a short while ago
alter table cache_path add column used_at timestamptz;

-- whose a root is, and until when it keeps; without an org it belongs to the installation
alter table cache_root
    add column org_id     uuid,
    add column app_id     uuid,
    add column expires_at timestamptz;
create index cache_root_of_org on cache_root (org_id);
create index cache_root_expiring on cache_root (expires_at) where expires_at is not null;

-- the same in the caches of orgs
alter table org_cache_path add column used_at timestamptz;
create table org_cache_root (
    cache      uuid not null references org_cache (id) on delete cascade,
    name       text not null,
    path       text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    primary key (cache, name),
    foreign key (cache, path) references org_cache_path (cache, hash)
);
create index org_cache_root_of_path on org_cache_root (cache, path);

-- what each collection did
create table cache_collection (
    id            uuid primary key,
    state         text not null check (state in ('RUNNING', 'DONE', 'STOPPED')),
    started_at    timestamptz not null,
    ended_at      timestamptz,
    expired_roots bigint not null default 0,
    paths         bigint not null default 0,
    nar_bytes     bigint not null default 0,
    file_bytes    bigint not null default 0,
    blobs         bigint not null default 0,
    abandoned     bigint not null default 0,
    reason        text
);
create index cache_collection_newest on cache_collection (started_at desc);

-- how much an org may keep in the cache; without a row the installation's default holds
create table cache_quota (
    org_id    uuid primary key,
    max_bytes bigint not null check (max_bytes >= 0)
);

-- how much an org keeps, as it was last counted; stale rows are counted anew
create table cache_usage (
    org_id     uuid primary key,
    paths      bigint not null,
    bytes      bigint not null,
    stale      boolean not null,
    counted_at timestamptz not null
);

-- how each builder's disk stands where it was ever above its mark; builders that are not OK get no new work
create table builder_store (
    node_id      uuid primary key,
    state        text not null check (state in ('OK', 'COLLECTING', 'FULL')),
    reason       text,
    changed_at   timestamptz not null,
    collected_at timestamptz
);
