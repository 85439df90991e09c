-- the caches of orgs; the installation's own cache, which the farm fills, has no row here
create table org_cache (
    id                uuid primary key,
    org_id            uuid not null references org (id),
    name              text not null unique check (name ~ '^[a-z][a-z0-9-]{0,38}[a-z0-9]$'),
    public_read       boolean not null,
    priority          integer not null check (priority between 0 and 1000),
    mass_query        boolean not null,
    retention_seconds bigint check (retention_seconds > 0),
    created_at        timestamptz not null default now()
);
create index org_cache_of_org on org_cache (org_id);

-- valid paths of orgs' caches: an org says what they are, so no other org and no build ever sees them
create table org_cache_path (
    cache      uuid not null references org_cache (id),
    hash       text not null check (hash ~ '^[0-9abcdfghijklmnpqrsvwxyz]{32}$'),
    name       text not null,
    nar_hash   bytea not null check (length(nar_hash) = 32),
    nar_size   bigint not null check (nar_size > 0),
    deriver    text,
    ca         text,
    blob       text not null unique,
    file_hash  bytea not null check (length(file_hash) = 32),
    file_size  bigint not null check (file_size > 0),
    created_at timestamptz not null default now(),
    primary key (cache, hash)
);
create index org_cache_path_of_file on org_cache_path (cache, file_hash);

create table org_cache_reference (
    cache     uuid not null,
    path      text not null,
    reference text not null,
    primary key (cache, path, reference),
    foreign key (cache, path) references org_cache_path (cache, hash) on delete cascade,
    foreign key (cache, reference) references org_cache_path (cache, hash) deferrable initially deferred
);
create index org_cache_referrer on org_cache_reference (cache, reference);

create table org_cache_signature (
    cache     uuid not null,
    path      text not null,
    signature text not null,
    primary key (cache, path, signature),
    foreign key (cache, path) references org_cache_path (cache, hash) on delete cascade
);

-- small texts beside the paths: build logs and realisations; packed with zstd; without a cache: the installation's own
create table cache_text (
    cache      uuid references org_cache (id) on delete cascade,
    name       text not null,
    packed     bytea not null,
    size       bigint not null,
    created_at timestamptz not null default now(),
    unique nulls not distinct (cache, name)
);

-- where a cache looks for what it does not have; without a cache: the installation's own
create table cache_upstream (
    id          uuid primary key,
    cache       uuid references org_cache (id) on delete cascade,
    url         text not null,
    public_keys text[] not null check (cardinality(public_keys) > 0),
    use         text not null check (use in ('PULL_THROUGH', 'SUBSTITUTER')),
    created_at  timestamptz not null default now(),
    unique nulls not distinct (cache, url)
);

-- paths that an upstream vouched for under one of its keys; their bytes come at the first request and may be dropped at any time
create table cache_remote_path (
    upstream   uuid not null references cache_upstream (id) on delete cascade,
    hash       text not null,
    narinfo    text not null,
    blob       text unique,
    file_hash  bytea check (length(file_hash) = 32),
    file_size  bigint check (file_size > 0),
    created_at timestamptz not null default now(),
    used_at    timestamptz not null default now(),
    primary key (upstream, hash)
);

-- keys of orgs' caches beside the farm's; a retired key signs no more and has lost its secret half
alter table cache_key drop constraint cache_key_pkey;
alter table cache_key alter column sealed drop not null;
alter table cache_key add column cache uuid references org_cache (id) on delete cascade;
alter table cache_key add column state text not null default 'ACTIVE' check (state in ('ACTIVE', 'RETIRED'));
alter table cache_key add column retired_at timestamptz;
alter table cache_key add constraint cache_key_name unique nulls not distinct (cache, name);

-- a token may be good for one thing only, say one cache
alter table token add column only_for text check (length(only_for) between 1 and 100);
