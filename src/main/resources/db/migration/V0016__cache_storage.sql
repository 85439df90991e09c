-- blobs whose bytes were found broken: no path that is kept in them is served or counts as there until its bytes came anew
create table cache_broken (
    blob     text primary key,
    reason   text not null,
    found_at timestamptz not null default now()
);

-- each reading back of all blobs, and how far the one that runs has come
create table cache_scrub (
    id         uuid primary key,
    state      text not null check (state in ('RUNNING', 'DONE', 'STOPPED')),
    started_at timestamptz not null default now(),
    ended_at   timestamptz,
    position   text not null default '',
    paths      bigint not null default 0,
    bytes      bigint not null default 0,
    broken     bigint not null default 0,
    healed     bigint not null default 0,
    reason     text
);
create unique index cache_scrub_one on cache_scrub (state) where state = 'RUNNING';
create index cache_scrub_newest on cache_scrub (started_at desc);
