-- the keys that sign what the farm built; the secret half is sealed with the master key
create table cache_key (
    name       text primary key,
    public_key text not null,
    sealed     bytea not null,
    created_at timestamptz not null default now()
);

-- valid store paths; a row is only there when its bytes are, and all that it refers to is
create table cache_path (
    hash       text primary key check (hash ~ '^[0-9abcdfghijklmnpqrsvwxyz]{32}$'),
    name       text not null,
    nar_hash   bytea not null check (length(nar_hash) = 32),
    nar_size   bigint not null check (nar_size > 0),
    deriver    text,
    ca         text,
    blob       text not null unique,
    file_hash  bytea not null check (length(file_hash) = 32),
    file_size  bigint not null check (file_size > 0),
    created_at timestamptz not null default now()
);
create index cache_path_of_file on cache_path (file_hash);

create table cache_reference (
    path      text not null references cache_path (hash) on delete cascade,
    reference text not null references cache_path (hash) deferrable initially deferred,
    primary key (path, reference)
);
create index cache_referrer on cache_reference (reference);

create table cache_signature (
    path      text not null references cache_path (hash) on delete cascade,
    signature text not null,
    primary key (path, signature)
);

-- what must be kept, with all that it refers to
create table cache_root (
    name       text primary key,
    path       text not null references cache_path (hash),
    created_at timestamptz not null default now()
);
create index cache_root_of_path on cache_root (path);

-- blobs that no valid path owns yet: written before the blob, deleted with the commit that makes it part of a path;
-- hashes and name are there for NARs that a client put and will name in a narinfo
create table cache_pending (
    blob       text primary key,
    owner      text not null,
    org_id     uuid,
    put_name   text,
    nar_hash   bytea,
    nar_size   bigint,
    file_hash  bytea,
    file_size  bigint,
    flat_hash  text,
    created_at timestamptz not null default now()
);
create index cache_pending_put on cache_pending (org_id, put_name);
