"""The operator's pages: server-rendered views of the store, mounted inside Airflow's web server."""
