"""The rules of the domain. Pure: values in, values out, `now` an argument; no network, database, clock or settings."""
