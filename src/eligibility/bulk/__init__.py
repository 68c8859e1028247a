"""Millions of people: tables of Parquet or csv in, partitioned Parquet out; equal situations are concluded once."""
