-- each app has a few lanes in the proxy; a release that runs has one of them
create table route_lane (
    app_id     uuid not null references app (id),
    lane       int not null check (lane between 0 and 3),
    release    int not null,
    changed_at timestamptz not null,
    primary key (app_id, lane),
    unique (app_id, release)
);
