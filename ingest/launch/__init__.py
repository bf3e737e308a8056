"""Starting Wirewatch on this machine: Airflow's processes in the right order, and a clean stop."""

from ingest.launch.up import up

__all__ = ["up"]
