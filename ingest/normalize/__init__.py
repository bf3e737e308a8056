"""One form for texts, addresses, dates and languages."""
