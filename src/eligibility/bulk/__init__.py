"""Millions of people: tables in, parts of parquet out; equal situations are concluded once."""
