# Run once, by the image, when the database is made. The role that the service signs in with owns its database and nothing
# else: the superuser could run programs in here.
psql --host=/tmp --username="${POSTGRES_USER:-postgres}" --dbname=postgres --set=ON_ERROR_STOP=1 --set=service="$SERVICE" <<'SQL'
\set password `cat /run/secrets/database.password`
create role :"service" login password :'password';
create database :"service" owner :"service";
revoke all on database :"service" from public;
revoke all on database postgres from public;
SQL
