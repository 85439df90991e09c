-- the lock file that npm made of an app that has none; it is the app's until its build files change or the app is upgraded
alter table resolution add column lock text;
