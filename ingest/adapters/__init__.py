"""Everything that touches the world outside: network, files, database, mail."""
