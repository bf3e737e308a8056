"""Wirewatch: a news-monitoring pipeline as a library and a command; Airflow only calls it."""

__version__ = "0.1.0"
