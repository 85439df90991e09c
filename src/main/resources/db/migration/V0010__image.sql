-- layers by what they are made from; their bytes are made on request
create table image_layer (
    digest  text primary key check (digest ~ '^sha256:[0-9a-f]{64}$'),
    version integer not null,
    content text not null,
    size    bigint not null check (size > 0),
    unique (version, content)
);

create table image (
    repo          text not null,
    digest        text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
    app_id        uuid not null,
    root          text not null,
    version       integer not null,
    manifest      bytea not null,
    config_digest text not null,
    config        bytea not null,
    created_at    timestamptz not null default now(),
    primary key (repo, digest),
    unique (repo, root, version)
);

create table image_content (
    repo    text not null,
    digest  text not null,
    layer   text not null references image_layer (digest),
    ordinal integer not null,
    primary key (repo, digest, ordinal),
    foreign key (repo, digest) references image (repo, digest) on delete cascade
);
create index image_content_of_layer on image_content (layer, repo);
