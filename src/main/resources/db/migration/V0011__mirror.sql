-- files that a lock file named, by hash: the mirror answers for these and no others
create table source_file (
    algorithm  text not null check (algorithm in ('sha1', 'sha256', 'sha512')),
    hex        text not null check (hex ~ '^[0-9a-f]+$'),
    registry   text not null,
    file       text not null,
    created_at timestamptz not null default now(),
    primary key (algorithm, hex, registry, file)
);
