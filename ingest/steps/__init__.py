"""The steps of a run, each one task in Airflow: plan → fetch → judge → settle.

They read and write through adapters given to them; between two steps only ids and counts travel.
"""
