create table t(id integer primary key, name text, value real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
  insert into t select i, 'name ' || i, i * 0.5 from n;
create index byname on t(name);
select count(*), sum(value) from t where name like '%9%';
select substr(name, 1, 7), count(*), group_concat(id) from t group by 1 order by 1 limit 2;
