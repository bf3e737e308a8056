-- Run once by PostgreSQL on an empty volume: the article store has a database of its own.
-- (Airflow's database is made by POSTGRES_DB.)
CREATE DATABASE wirewatch;
