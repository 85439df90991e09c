-- An instance whose node could not fetch its image is told apart from one that its node refused.
alter table instance drop constraint instance_state_check;
alter table instance add constraint instance_state_check
    check (state in ('WAITING', 'STARTING', 'RUNNING', 'EXITED', 'REFUSED', 'UNFETCHED', 'STOPPED'));
