create table org (
    id         uuid primary key,
    name       text not null unique,
    created_at timestamptz not null
);

create table token (
    id           uuid primary key,
    org_id       uuid not null references org (id),
    key          text not null unique,
    hash         bytea not null check (length(hash) = 32),
    name         text not null check (length(name) between 1 and 100),
    scopes       text[] not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);
create index token_of_org on token (org_id, id);

-- one row: a known text under the master key, by which a wrong or lost key is noticed at start
create table master_key_check (
    the_one boolean primary key default true check (the_one),
    sealed  bytea not null
);
