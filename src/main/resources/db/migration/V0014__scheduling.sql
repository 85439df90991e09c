-- whose turn a build takes, and what it is known to need
alter table build add column branch text not null default '';
alter table build add column lane text not null default 'BATCH' check (lane in ('INTERACTIVE', 'BATCH'));
alter table build add column priority int not null default 0 check (priority between -10 and 10);
alter table build add column features text not null default '';
alter table build add column memory_floor bigint not null default 0 check (memory_floor >= 0);
create index build_in_flight on build (flake_key) where state in ('QUEUED', 'BUILDING');

-- builds that wait for a slot (WAITING), or have one that nobody took up yet (PLACED); taken up, a row becomes a builder_job
create table build_queue (
    build_id     uuid primary key references build (id) on delete cascade,
    attempt      int not null check (attempt > 0),
    org_id       uuid not null,
    app_id       uuid not null,
    branch       text not null,
    lane         text not null check (lane in ('INTERACTIVE', 'BATCH')),
    priority     int not null,
    system       text not null,
    features     text not null,
    memory_floor bigint not null,
    queued_at    timestamptz not null,
    state        text not null default 'WAITING' check (state in ('WAITING', 'PLACED')),
    node_id      uuid,
    placed_at    timestamptz,
    seconds      double precision not null default 0,
    memory       bigint not null default 0,
    check ((state = 'PLACED') = (node_id is not null and placed_at is not null))
);
create index build_queue_waiting on build_queue (app_id, branch, queued_at, build_id) where state = 'WAITING';
create index build_queue_placed on build_queue (node_id) where state = 'PLACED';

-- what an attempt was predicted to take; it counts against its machine and its org until it ends
alter table builder_job add column seconds double precision not null default 60;
alter table builder_job add column memory bigint not null default 0;

-- what ended builds took: seconds as on a machine of speed 1, bytes of memory at the peak (0: not measured)
create table build_sample (
    app_id   uuid not null references app (id) on delete cascade,
    build_id uuid not null,
    ended_at timestamptz not null,
    seconds  double precision not null,
    memory   bigint not null,
    primary key (app_id, build_id)
);
create index build_sample_newest on build_sample (app_id, ended_at desc);

-- CPU-seconds used by an org, an app, a branch, of which half are forgotten each half-life
create table fair_share (
    key     text primary key,
    seconds double precision not null,
    as_of   timestamptz not null,
    weight  double precision not null default 1 check (weight > 0)
);

-- how often the scheduler's rules let others pass, kept from one look to the next
create table scheduler_turns (
    only_row    boolean primary key default true check (only_row),
    interactive int not null,
    passed      text not null
);
insert into scheduler_turns (interactive, passed) values (0, '');

-- how fast each builder was found to be
create table builder_speed (
    node_id uuid primary key,
    speed   double precision not null check (speed > 0),
    samples int not null
);

-- what builders have in their stores from builds of an app: the bytes that a build of it elsewhere would fetch
create table builder_holds (
    node_id uuid not null,
    app_id  uuid not null references app (id) on delete cascade,
    bytes   bigint not null,
    seen_at timestamptz not null,
    primary key (app_id, node_id)
);
