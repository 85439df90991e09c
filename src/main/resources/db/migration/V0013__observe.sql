-- What happened to an app, with ids that only grow. Written by triggers in the transaction that makes it true, so that no crash
-- can part the two. Runs of one app are serialised by the app's lock, so within an app ids become visible in order.
create table event (
    id     bigint generated always as identity primary key,
    app_id uuid        not null references app (id) on delete cascade,
    run_id uuid        not null,
    kind   text        not null check (kind in ('status', 'phase')),
    data   jsonb       not null,
    at     timestamptz not null default clock_timestamp()
);

create index event_of_app on event (app_id, id);
create index event_of_run on event (run_id, id);

create function event_from_run() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or new.state is distinct from old.state then
        insert into event (app_id, run_id, kind, data)
        values (new.app_id, new.id, 'status', jsonb_strip_nulls(jsonb_build_object(
            'run', new.id, 'kind', lower(new.kind), 'state', lower(new.state), 'commit', new.commit,
            'release', new.release_number, 'code', new.fault_code, 'detail', new.fault, 'hint', new.hint,
            'reason', new.cancel_reason)));
    end if;
    return null;
end $$;

create trigger event_from_run after insert or update on run for each row execute function event_from_run();

create function event_from_step() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or new.state is distinct from old.state then
        insert into event (app_id, run_id, kind, data)
        select run.app_id, run.id, 'phase', jsonb_strip_nulls(jsonb_build_object(
            'run', run.id, 'phase', new.name, 'state', lower(new.state), 'reason', new.reason, 'detail', new.detail,
            'seconds', round(extract(epoch from new.ended_at - new.started_at), 3)))
        from run where run.id = new.run_id;
    end if;
    return null;
end $$;

create trigger event_from_step after insert or update on run_step for each row execute function event_from_step();
