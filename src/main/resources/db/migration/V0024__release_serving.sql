-- where a release says that it listens and is healthy; without them the installation's port and the usual paths
alter table release add column port int check (port between 1 and 65535);
alter table release add column health_path text check (health_path like '/%');
